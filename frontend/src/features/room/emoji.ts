// A small grid of emoji with words in both languages; our own data, in ASCII-folded lower case for searching.

const DATA = `😀 sourire content|grin happy
😄 joie content|smile happy
😂 rire larmes mdr|laugh tears lol
🤣 mort de rire ptdr|rolling laughing
😊 sourire doux|blush smile
🙂 petit sourire|slight smile
😉 clin d'oeil|wink
😇 ange sage|angel halo
😍 amour yeux|heart eyes love
😘 bisou baiser|kiss
😋 miam delicieux|yum tasty
😛 langue tirer|tongue out
🤪 fou zinzin|zany crazy
🤔 reflexion hum|thinking hmm
🤨 doute sourcil|raised eyebrow doubt
😐 neutre bof|neutral meh
🙄 yeux au ciel|eye roll
😏 malice sourire en coin|smirk
😌 soulage apaise|relieved
😴 dormir sommeil|sleep tired
🥱 baille fatigue|yawn bored
😷 malade masque|sick mask
🤒 fievre malade|fever ill
🥵 chaud canicule|hot
🥶 froid gele|cold freezing
😮 surprise oh|surprised oh
😲 etonne|astonished
🥺 suppliant mignon|pleading
😢 triste larme|sad tear
😭 pleurer|crying sob
😤 agace souffle|huff annoyed
😡 colere rouge|angry
😱 peur cri|scream fear
😳 gene rouge|flushed shy
🤗 calin|hug
🤭 oups rire|giggle oops
🤫 chut silence|shush quiet
🤐 bouche cousue|zipper mouth
🥳 fete anniversaire|party birthday
😎 cool lunettes|cool sunglasses
🤓 studieux lunettes|nerd
🙈 singe cacher|monkey hide
👍 pouce oui bravo|thumbs up yes
👎 pouce non|thumbs down no
👏 bravo applaudir|clap bravo
🙌 youpi mains|hooray hands
🙏 merci s'il vous plait|thanks please
👋 bonjour salut coucou|wave hello bye
🤝 accord poignee|handshake deal
✌️ paix victoire|peace victory
🤞 doigts croises chance|fingers crossed luck
👌 parfait ok|perfect ok
💪 force courage|strong muscle
👀 regarder yeux|eyes look
❤️ coeur rouge amour|red heart love
🧡 coeur orange|orange heart
💛 coeur jaune|yellow heart
💚 coeur vert|green heart
💙 coeur bleu|blue heart
💜 coeur violet|purple heart
🖤 coeur noir|black heart
💔 coeur brise|broken heart
✨ etincelles|sparkles
⭐ etoile|star
🔥 feu|fire
💯 cent parfait|hundred
🎉 fete bravo|party tada
🎂 gateau anniversaire|birthday cake
🎁 cadeau|gift
🎵 musique note|music note
🎬 cinema film|film cinema
📚 livres lecture|books reading
🎲 de jeu|dice game
⚽ football|football soccer
🚴 velo|bike cycling
🥾 randonnee marche|hiking
☕ cafe|coffee
🍵 the tisane|tea
🥐 croissant|croissant
🍞 pain|bread
🧀 fromage|cheese
🍕 pizza|pizza
🍝 pates|pasta
🥗 salade|salad
🍰 gateau part|cake slice
🍎 pomme|apple
🍷 vin verre|wine
🍺 biere|beer
🥂 sante trinquer|cheers
🌙 lune nuit|moon night
☀️ soleil|sun
🌧️ pluie|rain
❄️ neige|snow
🌈 arc-en-ciel|rainbow
🌳 arbre|tree
🌸 fleur|flower
🌻 tournesol|sunflower
🍂 automne feuilles|autumn leaves
🐱 chat|cat
🐶 chien|dog
🐦 oiseau|bird
🐢 tortue|turtle
🏠 maison|home house
🚆 train|train
✈️ avion voyage|plane travel
🏖️ plage vacances|beach holiday
⏰ reveil heure|alarm time
💡 idee lampe|idea bulb
✅ oui fait|done yes check
❌ non croix|no cross
❓ question|question
❗ important attention|important
💤 dormir|sleep zzz`;

export interface Emoji {
  emoji: string;
  name: string;
}

interface Known {
  emoji: string;
  fr: string;
  en: string;
}

const ALL: Known[] = DATA.split("\n").map((line) => {
  const at = line.indexOf(" ");
  const [fr = "", en = ""] = line.slice(at + 1).split("|");
  return { emoji: line.slice(0, at), fr, en };
});

/** Emoji whose words hold what was typed; with nothing typed, recent ones first. */
export function found(typed: string, language: "fr" | "en", recent: string[]): Emoji[] {
  const words = folded(typed).trim();
  const matching = ALL.filter((one) => !words || folded(`${one.fr} ${one.en}`).includes(words));
  const first = words ? [] : recent.flatMap((emoji) => ALL.filter((one) => one.emoji === emoji));
  return [...first, ...matching.filter((one) => !first.includes(one))].map((one) => ({
    emoji: one.emoji,
    name: one[language],
  }));
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
