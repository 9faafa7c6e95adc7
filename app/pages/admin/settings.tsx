import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { changeSetting, type SettingChange } from '#app/domain/settings/change-setting.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import {
  describeGroup,
  FIELD_GROUPS,
  listSettings,
  readTyped,
  typeSetting,
} from '#app/domain/settings/setting-fields.ts'
import { settings } from '#app/domain/settings/settings.ts'
import { AdminTabs } from '#app/pages/admin/admin-tabs.tsx'
import { requireAdmin } from '#app/pages/admin/require-admin.server.ts'
import { SettingGroup, useSettingText } from '#app/pages/admin/setting-group.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { type OpenedForm, refusedForm } from '#app/web/faster.ts'
import { orFormErrors, parseForm, readForm } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireAdmin(request, context)
  const groups = (await listSettings(db)).map((group) => ({ ...group, opened: openGroup(group) }))
  return { groups, saved: new URL(request.url).searchParams.get('saved') }
}

const openGroup = ({ version, fields }: ReturnType<typeof describeGroup>): OpenedForm => ({
  version,
  fields: typeSetting(fields),
})

const settingForm = z.object({ group: z.enum(FIELD_GROUPS), reset: z.literal('on').optional() })

export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireAdmin(request, context)
  const typed = await readForm(request)
  const { group, reset } = parseForm(settingForm, typed)
  const { value, errors } = reset ? { value: settings[group].parse({}) } : readTyped(group, typed)
  if (errors) return data({ group, errors, typed, faster: null }, { status: 422 })

  const change = { name: group, value, version: typed.version } as SettingChange
  const { failure } = await orFormErrors(changeSetting(db, actor, change))
  if (failure) {
    const open = async () => openGroup(describeGroup(group, await getSetting(db, group)))
    return data({ group, ...(await refusedForm(failure.data, typed, open)) }, failure.init ?? {})
  }
  return redirect(`/admin/settings?saved=${group}#${group}`)
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('settings:title'))

export default function Settings() {
  const { groups, saved } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  return (
    <div className="page">
      <h1 className="title">{t('admin:title')}</h1>
      <AdminTabs current="settings" />
      <div className="mt-6 grid grid-cols-[minmax(0,1fr)] gap-6 lg:grid-cols-[14rem_minmax(0,1fr)]">
        <nav aria-label={t('settings:groups')} className="lg:sticky lg:top-20 lg:self-start">
          <ul className="card flex flex-wrap gap-1 p-2 text-sm lg:flex-col">
            <li>
              <a href="/admin/settings/privileges" className="btn-quiet w-full">
                <Icon name="shield" /> {t('settings:privileges.title')}
              </a>
            </li>
            {groups.map((group) => (
              <li key={group.name}>
                <a href={`#${group.name}`} className="btn-quiet w-full">
                  <GroupTitle name={group.name} />
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div className="min-w-0 space-y-5">
          <p className="hint max-w-prose">{t('settings:intro')}</p>
          {groups.map((group) => (
            <div key={group.name} className="space-y-2">
              {saved === group.name && !refused && (
                <p role="status" className="notice-good">
                  <Icon name="circle-check" /> <GroupTitle name={group.name} /> · {t('settings:saved')}
                </p>
              )}
              <SettingGroup group={group} refused={refused?.group === group.name ? refused : undefined} />
            </div>
          ))}
        </div>
      </div>
    </div>
  )
}

function GroupTitle({ name }: { name: string }) {
  return useSettingText(name)('title') ?? name
}
