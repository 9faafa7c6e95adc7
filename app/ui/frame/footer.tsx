import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

export function SiteFooter({ contact }: { contact: boolean }) {
  const { locale, t } = useLanguage()
  return (
    <footer className="site mt-8 border-t border-line">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-6 gap-y-3 px-4 py-6 text-sm text-soft sm:px-6">
        <p className="mr-auto max-sm:w-full">{t('common:footer.motto')}</p>
        {contact && (
          <a href="/contact" className="quiet-link">
            {t('common:nav.contact')}
          </a>
        )}
        <a href="/experts" className="quiet-link">
          {t('common:nav.experts')}
        </a>
        <a href="/privileges" className="quiet-link">
          {t('common:nav.privileges')}
        </a>
        <a href="/badges" className="quiet-link">
          {t('common:nav.badges')}
        </a>
        <form method="post" action="/preferences" data-reload="" className="flex items-center gap-1">
          <Icon name="languages" />
          {(['en', 'fr'] as const).map((language) => (
            <button
              key={language}
              type="submit"
              name="locale"
              value={language}
              lang={language}
              aria-pressed={language === locale}
              className="btn-quiet aria-pressed:text-ink aria-pressed:underline"
            >
              {language === 'en' ? 'English' : 'Français'}
            </button>
          ))}
        </form>
        <form method="post" action="/preferences" data-reload="" className="flex items-center gap-1">
          <span className="sr-only">{t('common:theme.label')}</span>
          {(
            [
              ['system', 'monitor'],
              ['light', 'sun'],
              ['dark', 'moon'],
            ] as const
          ).map(([theme, icon]) => (
            <button
              key={theme}
              type="submit"
              name="theme"
              value={theme}
              aria-label={t(`common:theme.${theme}`)}
              title={t(`common:theme.${theme}`)}
              className="btn-quiet"
            >
              <Icon name={icon} />
            </button>
          ))}
        </form>
      </div>
    </footer>
  )
}
