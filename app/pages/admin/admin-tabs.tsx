import { useT } from '#app/ui/i18n.tsx'

const TABS = [
  'settings',
  'categories',
  'experts',
  'policies',
  'automatic-reply',
  'calendars',
  'search',
  'searches',
  'jobs',
  'audit',
] as const

export function AdminTabs({ current }: { current: (typeof TABS)[number] }) {
  const t = useT()
  return (
    <nav aria-label={t('admin:title')} className="tabs mt-4">
      {TABS.map((tab) => (
        <a key={tab} href={`/admin/${tab}`} aria-current={tab === current ? 'page' : undefined}>
          {t(`admin:tab.${tab}`)}
        </a>
      ))}
    </nav>
  )
}
