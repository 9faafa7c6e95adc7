import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { DAILY_CAP, POINTS } from '#app/domain/reputation/ledger.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { nextPrivilege, privilegesInOrder } from '#app/domain/users/next-privilege.ts'
import { privilegeTable } from '#app/domain/users/privilege-setting.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isModeratorEverywhere, isSuspended } from '#app/domain/users/roles.ts'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { PrivilegeProgress } from '#app/ui/next-privilege.tsx'
import { titled } from '#app/web/meta.ts'
import { db } from '#db/client.server.ts'

const SOURCES = [
  'answer_upvoted',
  'question_upvoted',
  'answer_accepted',
  'acceptance_given',
  'edit_approved',
  'article_published',
  'article_helpful',
  'question_downvoted',
  'downvote_cast',
  'flag_upheld',
] as const

export async function loader({ context }: LoaderFunctionArgs) {
  const viewer = await context.viewer()
  const table = viewer?.privileges ?? privilegeTable(await getSetting(db, 'privileges'))
  return {
    privileges: privilegesInOrder(table).map((each) => ({
      ...each,
      yours: viewer !== null && hasPrivilege(viewer, each.privilege),
    })),
    next: viewer ? nextPrivilege(viewer) : undefined,
    signedIn: viewer !== null,
    byRole: isModeratorEverywhere(viewer),
    suspended: viewer !== null && isSuspended(viewer),
    sources: SOURCES.map((kind) => ({ kind, points: POINTS[kind] })),
    cap: DAILY_CAP,
  }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('privileges:title'), {
  description: (t) => t('privileges:intro'),
})

export default function Privileges() {
  const page = useLoaderData<typeof loader>()
  const { next } = page
  const { locale, t } = useLanguage()
  const status = page.suspended
    ? t('privileges:suspended')
    : page.byRole
      ? t('privileges:by_role')
      : page.signedIn && !next
        ? t('privileges:all_yours')
        : undefined
  return (
    <div className="page-narrow">
      <h1 className="title">{t('privileges:title')}</h1>
      <p className="mt-1 max-w-prose text-soft">{t('privileges:intro')}</p>
      {status && (
        <p className={`mt-4 ${page.suspended ? 'notice-warn' : 'notice-good'}`}>
          <Icon name={page.suspended ? 'triangle-alert' : 'circle-check'} /> {status}
        </p>
      )}
      <ol className="card mt-5 divide-y divide-line">
        {page.privileges.map(({ privilege, points, yours }) => {
          const isNext = next?.privileges.includes(privilege) ?? false
          return (
            <li key={privilege} className={`flex gap-4 px-4 py-3 sm:px-5 ${isNext ? 'bg-accent-soft/50' : ''}`}>
              {page.signedIn && (
                <span className="mt-0.5 w-5 shrink-0 text-center">
                  {yours ? (
                    <Icon name="circle-check" className="text-lg text-good" label={t('privileges:yours')} />
                  ) : (
                    <Icon name="lock" className="text-soft" />
                  )}
                </span>
              )}
              <div className="min-w-0 flex-1 sm:flex sm:gap-4">
                <div className="min-w-0 flex-1">
                  <h2 className="font-semibold">{t(`privileges:name.${privilege}`)}</h2>
                  <p className="hint">{t(`privileges:text.${privilege}`)}</p>
                  {isNext && next?.privileges[0] === privilege && <PrivilegeProgress next={next} />}
                </div>
                <p className="hint shrink-0 max-sm:mt-1 max-sm:font-medium">
                  {points <= 1
                    ? t('privileges:everybody')
                    : t('privileges:points', { count: points, shown: count(points, locale) })}
                </p>
              </div>
            </li>
          )
        })}
      </ol>

      <h2 className="mt-8 text-lg font-semibold">{t('privileges:how_title')}</h2>
      <dl className="card mt-3 divide-y divide-line text-sm">
        {page.sources.map(({ kind, points }) => (
          <div key={kind} className="flex items-baseline justify-between gap-4 px-4 py-2 sm:px-5">
            <dt>{t(`privileges:how.${kind}`)}</dt>
            <dd className={`font-semibold tabular-nums ${points < 0 ? 'text-bad' : 'text-good'}`}>
              {points > 0 ? `+${points}` : `−${-points}`}
            </dd>
          </div>
        ))}
      </dl>
      <p className="hint mt-2">{t('privileges:cap', { max: count(page.cap, locale) })}</p>
    </div>
  )
}
