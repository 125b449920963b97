"""Public keys whose private half, or test purpose, stands in published specifications and test data.

SHA-256 of SubjectPublicKeyInfo. None is ever accepted outside a demonstration (age assurance section 13).
"""

PUBLISHED_KEYS = {
    "77f65eaf97957db42bbd0940e6b248ee7b9ec97178957c9667ed0da1c85f19cb": "av-openid4vp-cases device",
    "25997cb1b94058247dd04b1eb23be7df2ae7091c2bf579095c60a97b1625ad8d": "av-openid4vp-cases device2",
    "4cb1af511009c737216a266bc6c31fa50bd19caf8ef42357bab6ef4ab4ccddd8": "av-openid4vp-cases root2",
    "4fcb24f2efec31602a36fa21e7fbafaa68a54c0b44f5cb9bc1d7599ad781b1db": "av-openid4vp-cases.json",
    "52d5f5ffccf6521e3a2895105efd7ba059531b4e4a3add59255433bdeed7793b": "av-openid4vp-cases.json",
    "a1e91c01f285746b14df05f06bce48b174dfd7fd48ae9a7cb15f039d946f1fef": "av-openid4vp-cases.json",
    "b72bebd24595b8f7967fa654be5e2fab0e5151c88a12954f2dbe4b95b92b4ac0": "av-openid4vp-cases.json",
    "55ceaf7004adef57ea70942c5cccd7d1f92d3db1d3fd1eb90ee51460cfc2ccbf": "eu-av-annex-a-examples.json",
    "92a0786c6dc3f042074daca9a0f9f62cca05cf39947cb9e78f744faf20c177bf": "eu-av-annex-a-examples.json",
    "d3a386a0ea452f352387b1c48f336196f4d42b7bbd509fdfa493d4fa6e85387c": "eu-av-annex-a-examples.json",
    "1139dc161d4d9523b480bc238e8d4918e6f3b0558c96628c2d6aeef019fc2f9f": "eu-av-test-trusted-list.xml",
    "2439c6eae255dad0714240ee09d79c0ccd224a024545deaffdd89c4d8cd39e2c": "eu-av-test-trusted-list.xml",
    "4eb34573cee59c8307401bbd4e67d326c705dfa648529733d83af7978ab18d24": "eu-av-test-trusted-list.xml",
    "510694fbb2682a5cf0f1b358eea2a0296df2e60b067cd6156b3a570594114e57": "eu-av-test-trusted-list.xml",
    "59bc62c332ddff650941726a3cb66d13bc0c7ea6503be8bbd574cbd5fbac37a5": "eu-av-test-trusted-list.xml",
    "7d20b9294e98700c8fe46f3dda132389859b94b5ea6018ae2c998d1f8278fad0": "eu-av-test-trusted-list.xml",
    "d4140dffd90b9dd22ad7dd65ca343d71645257307e3ae0a0b9828ca1cb84ed2f": "eu-av-test-trusted-list.xml",
    "6ff8018079ac18b0fa0a17dc48ea3b907b5ee7a4534dbd0bddc4c29feb55bb4c": "iso18013-5-annex-d.json",
    "7db6b99469731c2b6c5fb67e1572db1718e20a9db31fb459fc5e2fe321c94560": "iso18013-5-annex-d.json",
    "ca572f8982a9ca248a3056186322d93ca147266121ddeb5632c07f1f71cd2708": "rfc9578-type2.json",
    "7090dee961a3ee68bd88c7843f1fd1801c22c32b4a34fe369e1f5c19615476d5": "rfc9578-type2-second-implementation.json",
    "d7d1187a678ae95b2f12e690f0519ec2bc34bffe5c5c4cdc0ee04ce77749d060": "rfc9578-type2-second-implementation.json",
    "2ada6ee756935cd10ad4d0722985bdb485b8eff474077cee207f671e8f475bf5": "rfc9578-type2-second-implementation.json",
    "73595353a2f7484b5b51d7503fad5cb2d193d4fa54fd45c7b574845358b003d8": "rfc9578-type2-second-implementation.json",
    "0b5fbee97cdbe5cf7b8440941072631f9cada20f8729bbed728f6f85242a3234": "rfc9578-type2-second-implementation.json",
}
