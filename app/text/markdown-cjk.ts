import type { Tokenizer } from 'marked'

// CommonMark asks for a space or a punctuation mark beside the asterisks where a mark stands within. Chinese, Japanese
// and Korean have no spaces there: `**これは。**次` would stay asterisks. As in "CommonMark CJK-friendly amendments", their
// marks count as letters, and beside their letters emphasis may begin and end. Underscores keep the rule of CommonMark.

type Rules = Tokenizer<string, string>['rules']

const CJK = '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}\\p{sc=Bopomofo}\\u3000-\\u303f\\uff00-\\uffef]'
const PUNCT = `(?!~|${CJK})[\\p{P}\\p{S}]`
const SPACE_OR_PUNCT = `(?:\\s|${PUNCT})`
const OTHER = `(?!\\s|${PUNCT})[\\s\\S]`

const LEFT = new RegExp(`^(?:\\*+(?:((?!\\*)${PUNCT})|([^\\s*]))?)|^_+(?:((?!_)${PUNCT})|([^\\s_]))?`, 'u')
const BESIDE = new RegExp(`^((?![*_])(?:\\s|[\\p{P}\\p{S}]|${CJK}))`, 'u')
// The same cases as those of the parser, with its numbers: 1 and 2 end emphasis, 3 and 4 begin one, 5 and 6 do either.
const RIGHT = new RegExp(
  [
    '^[^_*]*?__[^_*]*?\\*[^_*]*?(?=__)',
    '[^*]+(?=[^*])',
    `(?!\\*)${PUNCT}(\\*+)(?=\\s|$)`,
    `${OTHER}(\\*+)(?!\\*)(?=${SPACE_OR_PUNCT}|$)`,
    `(?!\\*)(?:\\s|${PUNCT}(?!\\*+${CJK}))(\\*+)(?=${OTHER})`,
    `\\s(\\*+)(?!\\*)(?=${PUNCT})`,
    `(?!\\*)${PUNCT}(\\*+)(?!\\*)(?=${PUNCT}|${CJK})`,
    `${OTHER}(\\*+)(?=${OTHER})`,
  ].join('|'),
  'gu',
)

const NEVER = /(?!)/g

const friendly = new Map<Rules['inline'], { plain: Rules['inline']; withoutDefinitions: Rules['inline'] }>()

/**
 * The rules of the parser with those for emphasis beside Chinese, Japanese and Korean. A text without definitions has no
 * links by name either, and looking for them takes the square of its length.
 */
export function withCjkEmphasis(rules: Rules, { hasDefinitions }: { hasDefinitions: boolean }): Rules {
  let changed = friendly.get(rules.inline)
  if (!changed) {
    const plain = { ...rules.inline, emStrongLDelim: LEFT, emStrongRDelimAst: RIGHT, punctuation: BESIDE }
    changed = { plain, withoutDefinitions: { ...plain, reflinkSearch: NEVER } }
    friendly.set(rules.inline, changed)
  }
  return { ...rules, inline: hasDefinitions ? changed.plain : changed.withoutDefinitions }
}
