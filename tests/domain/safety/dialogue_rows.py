"""Own conversations of two, short and neutral, in none of the development files: label, then ``A: …|B: …``."""

SCRIPTS = """
age_probing|A: salut toi|B: coucou|A: tu sonnes jeune, t'as quel âge vraiment|B: 22|A: j'aime bien les plus jeunes
age_probing|A: asv|B: f 19 lyon|A: t'es sûre ? tu fais gamine|B: oui pourquoi|A: t'as passé le bac quand
age_probing|A: how old are you|B: 20|A: you sound younger|B: no lol|A: i like younger girls anyway
age_probing|A: are u in school|B: work|A: any younger ones here?|B: idk|A: the younger the better
age_probing|A: t'es au lycée ?|B: non je bosse|A: dommage, plus jeune c'est mieux
info_gathering|A: tu vis seule ?|B: pourquoi|A: ton mari travaille de nuit ?
info_gathering|A: t'es dans quel coin|B: nantes|A: quelle rue exactement|B: euh|A: y a un digicode ?
info_gathering|A: you live with anyone?|B: no|A: what time do you get home
info_gathering|A: which gym do you go to|B: why|A: do you go alone, what days
info_gathering|A: t'as de l'argent de côté|B: un peu|A: dans quelle banque ?
info_gathering|A: quand tes parents partent en vacances|B: en août|A: tu restes seule à la maison ?
info_gathering|A: where do you work exactly|B: downtown|A: what company, which floor
secrecy_isolation|A: tes amis te comprennent pas comme moi|B: bof|A: n'écoute pas tes amis, parle qu'à moi
secrecy_isolation|A: garde ça pour toi|B: ok|A: ton mari doit pas savoir, efface tout
secrecy_isolation|A: your mom doesnt understand you|B: true|A: only i do, dont tell her we talk
secrecy_isolation|A: keep this private ok|B: why|A: nobody has to know, delete the messages
secrecy_isolation|A: coupe les ponts avec ta soeur|B: mais c'est ma soeur|A: elle te mérite pas
off_platform_pressure|A: t'as snap ?|B: non|A: insta alors ?
off_platform_pressure|A: donne ton num|B: je préfère rester ici|A: allez stp juste ton whatsapp
off_platform_pressure|A: add me on telegram|B: id rather stay here|A: come on just telegram
off_platform_pressure|A: whats your snap|B: i dont give that|A: whats your insta then
off_platform_pressure|A: viens sur discord|B: bof|A: discord c'est mieux, viens sur discord
meeting_isolated|A: on se voit ce soir ?|B: au café ?|A: pas de lieu public, viens au parking derrière le lac
meeting_isolated|A: je passe te chercher|B: je sais pas|A: monte dans ma voiture et dis rien à personne
meeting_isolated|A: lets meet tonight|B: where|A: in the woods, come alone
meeting_isolated|A: i can come over|B: not sure|A: send your address ill be there in 10
meeting_isolated|A: rejoins moi à minuit|B: où|A: dans un coin tranquille, laisse ton tel
gift_or_photo_bait|A: tu veux un iphone ?|B: comment ça|A: envoie une photo de toi et il est à toi
gift_or_photo_bait|A: je t'offre des baskets|B: en échange de quoi|A: juste une petite photo de toi
gift_or_photo_bait|A: im a photographer, you could model|B: really|A: send a full body pic in a swimsuit
gift_or_photo_bait|A: ill send you robux|B: cool|A: show me a pic of you first
gift_or_photo_bait|A: t'es belle, tu devrais faire mannequin|B: merci|A: fais moi une photo en maillot je te paye
blackmail_threat|A: j'ai ta vidéo|B: quoi|A: verse 200 ou je l'envoie à tes contacts
blackmail_threat|A: i know where you work|B: stop|A: youll regret blocking me
blackmail_threat|A: si tu pars je publie tout|B: non|A: ta famille va tout voir
blackmail_threat|A: je sais où tu habites|B: laisse moi|A: je t'attends en bas
third_party_harm|A: elle dort, tu peux venir|B: qui|A: ma voisine, je filme
third_party_harm|A: attire le au square|B: qui ça|A: on va le tabasser
third_party_harm|A: slip this in her cup|B: what|A: she wont feel it
continues_after_disclosure|A: salut|B: j'ai 15 ans|A: pas grave, t'es mature
continues_after_disclosure|A: hey|B: im 14|A: age is just a number
continues_after_disclosure|A: cc|B: j'ai 13 ans|A: ah|B: oui|A: et tu fais quoi de beau
continues_after_disclosure|A: coucou|B: j'ai 16 ans|A: je dirai rien, t'inquiète
continues_after_disclosure|A: hi|B: im 15|A: ok bye|B: bye|A: actually whats your snap
continues_after_disclosure|A: hi|B: im 15|A: im leaving but add me on insta
continues_after_disclosure|A: salut|B: j'ai 14 ans|A: t'as une photo ?
none_after_disclosure|A: salut|B: j'ai 15 ans|A: ah désolé, je te laisse, bonne soirée
none_after_disclosure|A: hey|B: im 14|A: sorry i cant talk to minors, take care
none_after_disclosure|A: cc|B: j'ai 13 ans|A: oh|A: tu devrais pas être ici, je signale à la modération
none_after_disclosure|A: hi|B: im 16|A: you shouldnt be here, please talk to an adult you trust
none_after_disclosure|A: salut|B: j'ai 17 ans|A: ok, ici c'est pour les adultes, au revoir
none_after_disclosure|A: yo|B: im 15|A: wow ok|A: reporting this, goodbye
none|A: salut, tu viens d'où ?|B: de brest|A: j'y ai grandi, tu aimes la pluie ?
none|A: t'as quel âge ?|B: 41|A: moi 43, des enfants ?
none|A: tu vis seule ou en couple ?|B: seule avec mon chat|A: pareil, deux chats ici
none|A: tu bosses dans quoi ?|B: infirmière|A: bravo, pas facile les nuits
none|A: un café samedi ?|B: avec plaisir|A: place du marché à 15h, viens avec une amie si tu veux
none|A: on se voit à la rando dimanche ?|B: oui|A: rendez-vous au parking, on sera dix
none|A: t'as insta ?|B: oui c'est quoi le tien ?|A: je te le donne demain
none|A: j'ai supprimé mon compte facebook|B: pourquoi ?|A: trop de pubs
none|A: mon mari dort déjà|B: le mien aussi|A: enfin tranquilles pour lire
none|A: je t'envoie une photo du gâteau|B: oh oui|A: envoie la tienne aussi, ta tarte d'hier
none|A: where are you from|B: leeds|A: nice, great music scene
none|A: how old are your kids|B: 8 and 11|A: mine are grown up
none|A: do you live alone|B: with my sister|A: cool, me with my dog
none|A: what do you do for work|B: nurse|A: respect, long shifts
none|A: lets grab a coffee|B: sure|A: station cafe at noon, bring a friend
none|A: i deleted my old account|B: why|A: too much spam
none|A: my phone died|B: lol|A: no phone for two days, felt great
none|A: what time do you finish work|B: 5|A: lucky, 8 for me
none|A: les voisins font du bruit|B: encore ?|A: je vais leur parler demain
none|A: tu fais quoi ce soir|B: rien, et toi|A: film avec ma femme
none|A: t'as vu le film sur le chantage ?|B: non|A: le type paye puis va à la police
none|A: surprise pour Léa samedi|B: super|A: dis rien à ta soeur, c'est pour son anniversaire
none|A: on part en forêt cueillir des cèpes|B: chouette|A: mon chien adore
none|A: quel quartier est sympa à lyon ?|B: croix rousse|A: merci, on y va en mai
none|A: gym today?|B: yes leg day|A: which gym is best in town
none|A: happy birthday|B: thanks|A: i got you a gift, a book
age_probing|A: t'es jeune toi non ?|B: 20 ans|A: t'en fais 15 sur ta photo|B: merci ?|A: j'adore les petites jeunes
age_probing|A: tu passes le bac cette année ?|B: non|A: le brevet alors ?
age_probing|A: what year were you born|B: 2003|A: ur lying, u sound 15|B: no|A: what grade u in for real
info_gathering|A: is your husband home tonight|B: no why|A: when does he get back
info_gathering|A: nice place, what building is that|B: thanks|A: do you leave the door unlocked
info_gathering|A: t'es veuve ?|B: oui|A: la maison est à toi ? t'as des économies ?
info_gathering|A: ton fils est à quelle école|B: euh pourquoi|A: il rentre seul ?
secrecy_isolation|A: t'as parlé de moi à quelqu'un ?|B: à ma soeur|A: faut plus, ça doit rester entre nous
secrecy_isolation|A: change mon nom dans ton téléphone|B: pourquoi|A: pour que ta femme voie rien
secrecy_isolation|A: did you tell your friends about us|B: yes|A: dont do that, its our secret
secrecy_isolation|A: nobody loves you like me|B: hm|A: forget your family, you only need me
secrecy_isolation|A: va pas chez ta psy demain|B: si j'ai rdv|A: elle va te monter contre moi
off_platform_pressure|A: ton 06 ?|B: non je donne pas|A: allez juste pour ce soir
off_platform_pressure|A: on passe sur whatsapp ?|B: je préfère ici|A: ici c'est nul, whatsapp stp
off_platform_pressure|A: snap?|B: dont have it|A: insta then? come on
off_platform_pressure|A: text me at my number|B: no thanks|A: why are you scared, just text me
meeting_isolated|A: viens chez moi ce soir|B: on pourrait boire un verre en ville|A: non pas en ville, viens seule
meeting_isolated|A: je t'attends sur le parking|B: lequel|A: derrière l'entrepôt, et pas de téléphone
meeting_isolated|A: meet me by the old quarry|B: now?|A: yes, dont bring anyone
meeting_isolated|A: i dont do public places|B: why|A: come to my car, no one around there
gift_or_photo_bait|A: je t'ai pris un collier|B: oh|A: tu me montres quoi en échange
gift_or_photo_bait|A: i run a modeling agency|B: ok|A: send some pics of you, full body
gift_or_photo_bait|A: 100 euros la photo|B: quoi|A: je te paye si tu m'envoies une photo de toi
gift_or_photo_bait|A: want free skins?|B: yes|A: then turn on your cam
blackmail_threat|A: j'ai tout enregistré|B: quoi ?|A: ton patron va adorer
blackmail_threat|A: tu m'ignores ?|B: oui|A: je sais où bosse ta copine, fais gaffe
blackmail_threat|A: you will do what i say|B: no|A: or i send this to your mom
blackmail_threat|A: got your address|B: how|A: pay me or i come over
third_party_harm|A: ma coloc a trop bu|B: ah|A: elle dort, tu veux venir en profiter
third_party_harm|A: fais venir ton pote gay|B: pourquoi|A: on va lui apprendre
third_party_harm|A: get her drunk first|B: what|A: then bring her up
continues_after_disclosure|A: cc|B: j'ai 15 ans|A: t'es une grande fille alors
continues_after_disclosure|A: yo|B: im 14|A: cool, got snap?
continues_after_disclosure|A: hello|B: j'ai 16 ans|A: oh|B: c'est grave ?|A: non ça va, t'es mignonne
none_after_disclosure|A: cc|B: j'ai 14 ans|A: ah mince, tu ne devrais pas être ici, bonne soirée
none_after_disclosure|A: hi|B: im 15|A: this is an adult site, please leave
none_after_disclosure|A: salut|B: j'ai 16 ans|A: désolé je discute qu'avec des adultes, bonne continuation
none_after_disclosure|A: hi|B: im 13|A: i think you should talk to a grown up, im logging off
none|A: t'es à paris aussi ?|B: oui le 11e|A: moi le 20e, on est voisins
none|A: tu rentres tard ?|B: vers 20h|A: courage, moi je finis à 19h
none|A: ton fils fait du foot ?|B: oui le mercredi|A: le mien aussi, quel club ?
none|A: j'habite seul depuis un an|B: moi aussi|A: on s'habitue, non ?
none|A: tu veux venir à la soirée jeux ?|B: où ça|A: au bar des sports, on est huit
none|A: tu as une photo de ton chien ?|B: oui attends|A: trop mignon
none|A: j'ai acheté un iphone à ma fille|B: elle est contente ?|A: oui enfin elle répond
none|A: on se retrouve à la gare demain ?|B: devant la boulangerie|A: parfait, 10h
none|A: my wife is asleep, finally quiet|B: same here|A: time for a book
none|A: i left my phone in the car|B: again?|A: yep, third time
none|A: do your kids walk to school?|B: they take the bus|A: mine too
none|A: whats your favourite bar|B: the crown|A: nice, we go there with friends
none|A: are you home for christmas|B: yes with family|A: enjoy
none|A: can you keep a secret|B: sure|A: i ate the last cookie lol
none|A: je vais te battre demain|B: mdr aux échecs|A: oui prépare toi
none|A: tu travailles où ?|B: à l'hôpital|A: ma soeur aussi, dur métier
none|A: how much do you make as a nurse|B: not enough|A: same for teachers
none|A: viens, on va au cinéma|B: quel film|A: le dernier policier, avec Julie et Marc
none|A: delete that old photo of me lol|B: never|A: haha please i look awful
none|A: t'as quel âge ?|B: 52|A: tu fais plus jeune !
age_probing|A: u a teen?|B: 21|A: sure? u type like a kid
age_probing|A: j'cherche des filles jeunes|B: j'ai 30 ans|A: trop vieille, y a pas plus jeune ici ?
age_probing|A: are there any teens in this chat|B: dont think so|A: too bad i prefer them young
info_gathering|A: quel arrêt tu descends|B: pourquoi|A: et après tu marches longtemps toute seule ?
info_gathering|A: do you own your place|B: yes|A: any family nearby or just you
info_gathering|A: tell me the name of your street|B: no|A: the nearest metro then
secrecy_isolation|A: ne dis pas mon nom à ta mère|B: ok|A: elle comprendrait pas
secrecy_isolation|A: your sister is poison|B: what|A: block her, i'm enough for you
off_platform_pressure|A: file moi ton snap|B: nan|A: t'es pas drôle, file
off_platform_pressure|A: email me|B: no|A: then give me a number
off_platform_pressure|A: whatsapp?|B: i prefer here|A: everyone uses whatsapp, add me
meeting_isolated|A: on se capte dans la forêt|B: la nuit ?|A: oui sans ton portable
meeting_isolated|A: i rented a cabin|B: nice|A: come alone tonight, no signal there
gift_or_photo_bait|A: j'ai 2 places de concert, elles sont pour toi|B: sérieux|A: si tu m'envoies une photo
gift_or_photo_bait|A: ill top up your phone|B: thanks|A: just one selfie in return
gift_or_photo_bait|A: tu veux gagner de l'argent facile ?|B: comment|A: des photos de toi, je paye bien
blackmail_threat|A: regarde ce que j'ai sur toi|B: non|A: 300 euros sinon ta femme le voit
blackmail_threat|A: je connais ton lycée et ta rue|B: et|A: fais ce que je dis
third_party_harm|A: verse ça dans leur bouteille|B: c'est quoi|A: ils vont dormir
third_party_harm|A: she is drunk on my couch|B: ok|A: you can come, she wont know
continues_after_disclosure|A: hey|B: im 15|A: and? u look older
none_after_disclosure|A: salut|B: j'ai 15 ans|A: ok alors stop, parle à tes parents, je bloque
none_after_disclosure|A: hi|B: im 14|A: oh no. this isnt a place for kids, goodbye
none|A: t'es marié ?|B: oui|A: moi divorcé, deux enfants
none|A: quel métro tu prends ?|B: la 4|A: bondée le matin !
none|A: vous êtes d'où ?|B: du sud|A: la chance, ici il pleut
none|A: do you have roommates|B: two|A: i had five once, chaos
none|A: nice pic|B: thanks|A: is that your dog
none|A: je t'invite au resto|B: avec plaisir|A: samedi 20h à la brasserie du centre
none|A: i got robbed last year|B: awful|A: now i have an alarm
none|A: mon fils passe le bac|B: courage|A: et ta fille ?
none|A: tu dors bien en ce moment ?|B: non trop chaud|A: pareil
none|A: garde la monnaie lol|B: mdr|A: on se voit à la pétanque
age_probing|A: t'as bien 18 ans toi ?|B: oui|A: mouais, t'es en terminale non
age_probing|A: how old r u|B: 24|A: prove it, u sound like a high schooler
info_gathering|A: tu crèches de quel côté|B: près du port|A: c'est quoi le nom de ta résidence
info_gathering|A: ta coloc dort là cette nuit ?|B: pourquoi tu demandes|A: pour savoir si t'es tranquille
info_gathering|A: who do you live with|B: nobody|A: so nobody would notice if you were gone
info_gathering|A: what car do you drive|B: a blue one|A: where do you park it at night
secrecy_isolation|A: faut que personne tombe sur nos messages|B: ok|A: supprime au fur et à mesure
secrecy_isolation|A: tes copines te tirent vers le bas|B: tu crois|A: moi je te veux du bien, laisse les tomber
secrecy_isolation|A: your husband cant find out|B: he wont|A: clear your history just in case
secrecy_isolation|A: dont trust the mods here|B: why|A: they spy, only trust me
off_platform_pressure|A: donne moi ton insta|B: non désolée|A: t'as peur de quoi, juste insta
off_platform_pressure|A: got telegram?|B: nah|A: download it, its better there
meeting_isolated|A: rdv 23h derrière la gare|B: c'est désert non|A: justement, viens seul
meeting_isolated|A: i'll send a taxi, come now|B: where to|A: a house outside town, dont bring your phone
gift_or_photo_bait|A: je te paie ton loyer|B: pardon|A: tu seras gentille avec moi en retour
gift_or_photo_bait|A: you want vbucks|B: yea|A: send a selfie then
blackmail_threat|A: dommage si ton mari voyait ça|B: voyait quoi|A: tes messages, je les ai tous
blackmail_threat|A: i have your nudes|B: liar|A: pay 100 or everyone gets them
third_party_harm|A: elle a bu son verre ?|B: oui|A: bien, dans 10 min elle dort, ouvre moi
third_party_harm|A: hes coming to meet a girl|B: and|A: we wait behind the door and beat him
continues_after_disclosure|A: hello|B: j'ai 15 ans|A: c'est pas un problème pour moi
none_after_disclosure|A: hi|B: im 15|A: ok im out, this isn't right
none_after_disclosure|A: cc|B: j'ai 16 ans|A: alors je peux pas discuter avec toi, prends soin de toi
none|A: t'as quel âge toi|B: 33|A: ok moi 35, tu vis à tours ?
none|A: t'habites où ?|B: lille|A: quel quartier ? j'y ai vécu
none|A: tu vis seule ?|B: avec mon copain|A: ah ok, vous avez des animaux ?
none|A: ton mari rentre tard ?|B: vers 21h|A: le mien pareil, vive les horaires
none|A: je t'envoie la photo du chat|B: trop mignon|A: t'as une photo du tien ?
none|A: tu gagnes combien en caisse ?|B: le smic|A: pareil, c'est dur
none|A: viens à la maison dimanche, barbecue|B: super|A: amène les enfants
none|A: je passe te chercher pour le concert ?|B: oui merci|A: 19h, avec Paul et Lina
none|A: c'est un secret ta recette ?|B: oui|A: allez, dis rien à mamie et donne la moi mdr
none|A: mes parents comprennent rien|B: les miens non plus|A: on survit
none|A: where do you live|B: bristol|A: which part? i was in clifton
none|A: do you live with your parents|B: no alone|A: me too, bills are crazy
none|A: what time do you finish|B: 6|A: drinks at the pub with the team after?
none|A: can i see your garden pics|B: sure|A: wow, lovely roses
none|A: my boss is a nightmare|B: quit|A: ha, not before the bonus
none|A: its my birthday|B: happy bday|A: thanks, got a phone from my wife
none|A: i know where you can get good pizza|B: where|A: the corner of main street
none|A: are you alone at work tonight|B: with two colleagues|A: night shifts are long
none|A: any good bars near you|B: a few|A: lets all meet there friday
none|A: text me when you land|B: will do|A: safe flight
"""


def dialogues() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return each label with its turns."""
    rows = [line.split("|") for line in SCRIPTS.strip().splitlines()]
    return [(label, [(turn[0], turn[3:]) for turn in turns]) for label, *turns in rows]
