import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { isLeaderPeriod } from '#app/domain/profiles/leader-periods.ts'
import { listTagLeaders } from '#app/domain/profiles/leaders.ts'
import { tagOfAddress } from '#app/pages/tags/tag.server.ts'
import { useT } from '#app/ui/i18n.tsx'
import { LeaderTable } from '#app/ui/leader-table.tsx'
import { titled } from '#app/web/meta.ts'
import { tagPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const tag = await tagOfAddress(request, params, '/leaders')
  const asked = new URL(request.url).searchParams.get('period')
  const period = isLeaderPeriod(asked) ? asked : 'month'
  return {
    tag: tag.name,
    period,
    leaders: await listTagLeaders(db, { tagId: tag.id, period, now: new Date() }),
    viewerId: (await context.viewer())?.id ?? null,
  }
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>((t, page) =>
  t('users:leaders.of_tag', { tag: page?.tag ?? '' }),
)

export default function TagLeaders() {
  const { tag, period, leaders, viewerId } = useLoaderData<typeof loader>()
  const t = useT()
  return (
    <div className="page-narrow">
      <p className="hint">
        <a href={tagPath(tag)} className="link">
          {t('users:leaders.to_tag', { tag })}
        </a>
      </p>
      <h1 className="title mt-1">{t('users:leaders.of_tag', { tag })}</h1>
      <p className="mt-1 text-soft">{t('users:leaders.tag_intro')}</p>
      <LeaderTable leaders={leaders} path={`${tagPath(tag)}/leaders`} period={period} viewerId={viewerId} />
    </div>
  )
}
