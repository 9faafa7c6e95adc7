import { normalize } from '#app/text/normalize.ts'

/**
 * Characters that look like a letter or a digit, by what they look like; l stands for i, I, l and 1. From the table of
 * confusable characters of Unicode (UTS #39, version 13), without those that compatibility decomposition already turns
 * into letters (full-width and mathematical ones), with small capitals. Scripts that no letter of ours looks like are left
 * out.
 */
const LOOK_ALIKES: Record<string, string> = {
  2: 'ƧƨƻϨϩᒿꙄꙅꝚꝛ',
  3: 'ƷȜȝɜʒЗзҘҙӠӡⳌⳍꝪꝫꞫ',
  4: 'Ꮞꮞ',
  5: 'Ƽ',
  6: 'бᏮⳒⳓꮾ',
  8: 'Ȣȣ',
  9: 'ⳊⳋꝮꝯ',
  a: 'ɑΑαАаᎪᗅᴀ⍶⍺ꓮꭺ',
  b: 'ƀƂƃƄƅɓʙΒβБВЬвьѢѣҌҍᏏᏴᏼᑲᑳᖯᗷꓐꞴꞵꮟ',
  c: '¢ȼСсҪҫᏟᴄ₡Ⲥⲥꓚꮯ',
  d: 'ƉƌɖɗԁᎠᏧᑯᗞᗪᴅ₫ꓒꓓꭰꮷ',
  e: 'ɆɇΕεЕеҽҿᎬᴇ℮⋿ⴹꓰꬲꭼ',
  f: 'ƑƒϜϝքᖴᵮẝꓝꜰꞘꞙꬵ',
  g: 'ƍǤǥɠɡɢԌԍցᏀᏳᏻᶃꓖꮐ',
  h: 'ɦʜΗНнћҢңһӇӈӉӊհᎻᏂᏲᏺᕼⱧⱨⲎⲏꓧꚕꮋꮒ',
  j: 'ɈɉʝͿϳЈјᎫᒍᴊꓙꞲꭻ',
  k: 'ĸƙΚκКкҚқҞҟᏦᴋ₭ⱩⱪⲔⲕꓗꝀꝁꮶ',
  l: 'ƖƗƚǀǃɨɩɪɫɭʟΙιІіӀӏᎥᏞᒪᵻᵼ∣⍳⍸⏽ⲒⲓⳐⳑⵏⵑꓡꓲꙇꭵꮮ',
  m: 'ɱʍΜμϺϻМмӍӎᎷᗰᴍᵯ₥Ⲙⲙꓟꮇ',
  n: 'ƝƞɲɳɴΝηոռᵰⲚⲛꓠ',
  o: 'ƟɵΘΟθοσОоѲѳӨөՕօჿᎾᏫᴏᴑ⊖⊝⍬ⲞⲟⴱⵁⵔꓳꝊꝋꬽꬾꭴꮎꮻ',
  p: 'ƥΡρРрᏢᑭᴘᴩᵽ⍴Ⲣⲣꓑꮲ',
  q: 'ʠԛգզⵕꞯ',
  r: 'ƦɍɼɽʀгғᎡᏒᖇᴦᵲⲅꓣꭇꭈꭱꮁꮢ',
  s: 'ƽʂЅѕՏտᏕᏚᵴꓢꜱꮥꮪ',
  t: 'ŦŧƭƮȾʈΤτТтҬҭᎢᴛᵵ₮⊤⍡⟙ⱦⲦⲧꓔꭲ',
  u: 'ɄʉʋυՍսᏌᑌᴜᵾ∪⋃ꓴꞟꭎꭒꮜ',
  v: 'νѴѵᏙᐯᴠ∨⋁ⴸꓦꮩ',
  w: 'ɯѡѽԜԝաᎳᏔᴡ₩ꓪꝡꮃꮤ',
  x: '×ΧχХхҲҳᕁᕽ᙭╳⤫⤬⨯⨰ⲬⲭⵝꓫꞳꭓ',
  y: '¥ƴɎɏɣʏΥγУуҮүҰұყᎩᎽᶌỿⲨⲩꓬꭚꭹꮍ',
  z: 'ƵƶȤȥʐΖζᏃᴢᵶꓜꮓ',
}

/** Letters that have no accent to take off. */
const SPELT: Record<string, string> = {
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  þ: 'th',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
}

/** Signs that some write for a letter. */
const SIGNS: Record<string, string> = { '@': 'a', $: 's', '€': 'e', '£': 'l', '!': 'l', '¡': 'l', '+': 't' }

/** Digits that some write for a letter, beside letters only. 1 and 0 look like l and o wherever they are. */
const DIGITS: Record<string, string> = { 3: 'e', 4: 'a', 5: 's', 7: 't', 8: 'b', 9: 'g' }

/** White letters in black circles and squares, and those of which flags are made: each alphabet begins here. */
const ENCLOSED = [0x1f150, 0x1f170, 0x1f1e6]

const letterOf = new Map(
  Object.entries(LOOK_ALIKES).flatMap(([letter, alikes]) => [...alikes].map((alike) => [alike, letter] as const)),
)
const signOf = new Map([
  ...Object.entries(SIGNS),
  ...ENCLOSED.flatMap((first) =>
    Array.from({ length: 26 }, (_, at) => [String.fromCodePoint(first + at), String.fromCharCode(97 + at)] as const),
  ),
])

/** A name can be read in several ways. */
export type WayToRead = {
  /** Signs and pictures stand for letters (`N@dia`); otherwise they only part words. */
  signs: boolean
  /** Digits at either end of a word say nothing (`nadia1985`); otherwise they stand for letters (`Nad1a`). */
  withoutNumbers: boolean
  /** `cl` is a d (`Naclia`). */
  clIsD: boolean
}

// Marks of no script but the sounds of Japanese, and those of Cyrillic.
const ACCENTS = /(?![\u3099\u309a])\p{Script=Inherited}|(?=\p{M})\p{Script=Cyrillic}/gu
const UNSEEN = /[\p{Cf}\u115f\u1160\u2800\u3164\uffa0]/gu
const OUTER_DIGITS = /(?<![\p{L}\p{N}])\p{N}+|\p{N}+(?![\p{L}\p{N}])/gu
const WORDS = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const ASCII = /^[\x00-\x7f]*$/
/** Longer than any name. */
const LENGTH_MAX = 200

/**
 * The words of a name as readers see them: case, accents and what is invisible do not count, and a character stands for
 * the letter that it looks like, in any script. i, l and 1 are one, and 0 is o.
 */
export function seenWords(name: string, { signs, withoutNumbers, clIsD }: WayToRead): string[] {
  const text = name.slice(0, LENGTH_MAX)
  const plain = ASCII.test(text) ? text : normalize(text, 'NFKD').replace(ACCENTS, '').replace(UNSEEN, '')
  const counted = withoutNumbers ? plain.replace(OUTER_DIGITS, ' ') : plain
  // Most names are plain ASCII, as all handles are.
  const isPlain = !signs && ASCII.test(counted)
  const letters = isPlain
    ? counted.toLowerCase().replaceAll('|', 'l')
    : Array.from(counted, (character) => seenLetter(character, signs)).join('')
  const words = (clIsD ? letters.replaceAll('cl', 'd') : letters).match(WORDS) ?? []
  return words.map((word) => (/[a-z]/.test(word) ? lettersFor(word) : word).replace(/[i1]/g, 'l').replace(/0/g, 'o'))
}

function seenLetter(character: string, signs: boolean): string {
  if (character === '|') return 'l'
  const lower = character.toLowerCase()
  const alike = letterOf.get(character) ?? letterOf.get(lower) ?? SPELT[lower] ?? lower
  return (signs && signOf.get(character)) || alike
}

const lettersFor = (word: string): string => word.replace(/[345789]/g, (digit) => DIGITS[digit] ?? digit)

/**
 * The shape of words, without blanks: two texts that have the same shape look alike. Two letters that run into one
 * another are the letter that they make.
 */
export function skeleton(words: string[]): string {
  const joined = words.join('')
  return /rn|vv/.test(joined) ? joined.replaceAll('rn', 'm').replaceAll('vv', 'w') : joined
}
