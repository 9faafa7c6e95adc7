import type { Passage } from '#app/domain/search/find/marked-words.ts'

/** A passage of a text, with the searched words marked. */
export function PassageText({ passage }: { passage: Passage }) {
  return (
    <>
      {/* biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one passage never move */}
      {passage.map((piece, index) => (piece.marked ? <mark key={index}>{piece.text}</mark> : piece.text))}
    </>
  )
}
