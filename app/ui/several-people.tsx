import type { FoundPeople } from '#app/domain/profiles/find-people.ts'
import { useT } from '#app/ui/i18n.tsx'

const SHOWN = 8

/** Says that a text means several people, or somebody whose whole name it is not; each name leads to them alone. */
export function SeveralPeople({ found, href }: { found: FoundPeople; href: (id: number) => string }) {
  const t = useT()
  const { text, people, whole, more } = found
  const shown = people.slice(0, SHOWN)
  const sentence = more ? 'people.many' : whole ? 'people.namesakes' : 'people.begins'
  return (
    <>
      {t(`questions:${sentence}`, { name: text, count: people.length })}{' '}
      {shown.map(({ id, name, handle }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <a href={href(id)} className="link">
            {name} (@{handle})
          </a>
        </span>
      ))}
      {people.length > shown.length && '…'}
    </>
  )
}
