import type { LooksLike } from '#app/domain/users/name-likeness.ts'
import { count } from '#app/ui/format.ts'
import { useLanguage, useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { userPath } from '#app/web/paths.ts'

const initials = (name: string) =>
  name
    .split(/\s+/)
    .map((word) => [...word][0] ?? '')
    .slice(0, 2)
    .join('')

const hueOf = (id: number | null) => (id ?? 0) % 8

export function Avatar({ id, name, large = false }: { id: number | null; name: string; large?: boolean }) {
  return (
    <span aria-hidden="true" className={`avatar hue-${hueOf(id)} ${large ? 'avatar-large' : ''}`}>
      {initials(name)}
    </span>
  )
}

export type UserFacts = {
  id: number | null
  name: string | null
  formerName?: string | null
  reputation?: number | null
  byStaff?: boolean
  byExpert?: boolean
  looksLike?: LooksLike | null
  badges?: { gold: number; silver: number; bronze: number }
}

/**
 * A user's name as a link to their page, with reputation, badges and roles. A user who left is shown with the name that
 * is known.
 */
export function UserLink({ person, avatar = true }: { person: UserFacts; avatar?: boolean }) {
  const { locale, t } = useLanguage()
  const { id, name } = person
  if (id === null || name === null) {
    return (
      <span dir="auto" className="text-soft">
        {person.formerName || t('common:person.former')}
      </span>
    )
  }
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1.5 gap-y-0.5">
      {avatar && <Avatar id={id} name={name} />}
      <a href={userPath({ id, name })} dir="auto" className="quiet-link font-medium">
        {name}
      </a>
      {typeof person.reputation === 'number' && (
        <span className="text-soft" title={t('common:person.reputation')}>
          {count(person.reputation, locale)}
        </span>
      )}
      {person.badges && <BadgeCounts badges={person.badges} />}
      {person.byStaff && (
        <span className="chip-info">
          <Icon name="headset" /> {t('common:role.staff')}
        </span>
      )}
      {person.byExpert && (
        <span className="chip-good">
          <Icon name="badge-check" /> {t('common:role.expert')}
        </span>
      )}
      {person.looksLike && <LookAlikeMark of={person.looksLike} />}
    </span>
  )
}

/** The mark of somebody who may be taken for one of the team, or for an expert, and is not. */
export function LookAlikeMark({ of }: { of: LooksLike }) {
  const t = useT()
  return (
    <span className="chip-warn" title={t(`common:person.looks_like.${of}_why`)}>
      <Icon name="triangle-alert" /> {t(`common:person.looks_like.${of}`)}
    </span>
  )
}

export function BadgeCounts({ badges }: { badges: { gold: number; silver: number; bronze: number } }) {
  const t = useT()
  return (
    <>
      {(['gold', 'silver', 'bronze'] as const).map((tier) =>
        badges[tier] > 0 ? (
          <span key={tier} className={`inline-flex items-center gap-1 text-xs text-${tier}`}>
            <span aria-hidden="true" className="inline-block size-1.5 rounded-full bg-current" />
            {badges[tier]}
            <span className="sr-only">{t(`common:badge_${tier}`, { count: badges[tier] })}</span>
          </span>
        ) : null,
      )}
    </>
  )
}
