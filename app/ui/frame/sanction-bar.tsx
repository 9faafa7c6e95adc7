import { day } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

/** Above every page of a user who may only read, or not write: until when, with a link to the reason and one to the staff. */
export function SanctionBar({
  userId,
  currentSanction,
  contact,
}: {
  userId: number
  currentSanction: { as: 'suspended' | 'silenced'; until: Date | null }
  contact: boolean
}) {
  const { t, reading } = useLanguage()
  const { as, until } = currentSanction
  return (
    <div className="border-b border-line bg-warn-soft px-4 py-2 text-center text-sm">
      <Icon name="triangle-alert" />{' '}
      {until ? t(`sanctions:${as}_until`, { until: day(until, reading) }) : t(`sanctions:${as}`)}{' '}
      <a href={`/users/${userId}/sanctions`} className="link">
        {t('sanctions:why')}
      </a>
      {contact && (
        <>
          {' · '}
          <a href="/contact" className="link">
            {t('sanctions:contact')}
          </a>
        </>
      )}
    </div>
  )
}
