import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { changeSetting, versionOfSetting } from '#app/domain/settings/change-setting.ts'
import { findEarlierSetting } from '#app/domain/settings/find-earlier-setting.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import type { Setting } from '#app/domain/settings/settings.ts'
import { countPrivilegeChanges } from '#app/domain/users/count-privilege-changes.ts'
import { privilegesInOrder } from '#app/domain/users/next-privilege.ts'
import { PRESET_NAMES, PRIVILEGE_PRESETS, PRIVILEGES } from '#app/domain/users/privilege-presets.ts'
import { privilegeTable } from '#app/domain/users/privilege-setting.ts'
import { AdminTabs } from '#app/pages/admin/admin-tabs.tsx'
import { PrivilegeEffect } from '#app/pages/admin/privilege-effect.tsx'
import { requireAdmin } from '#app/pages/admin/require-admin.server.ts'
import { FasterNotice } from '#app/ui/faster-notice.tsx'
import { FormError } from '#app/ui/form.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { OpenedFields } from '#app/ui/opened-form.tsx'
import { type OpenedForm, refusedForm } from '#app/web/faster.ts'
import { orFormErrors, orHttpError, parseForm, readForm } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { db } from '#db/client.server.ts'

const TABLES = [...PRESET_NAMES, 'custom'] as const
const MAX_POINTS = 1_000_000

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireAdmin(request, context)
  const setting = await getSetting(db, 'privileges')
  const current = privilegeTable(setting)
  const custom = customTable(setting)
  const tables = { ...PRIVILEGE_PRESETS, custom }
  return {
    preset: setting.preset,
    order: privilegesInOrder(PRIVILEGE_PRESETS.medium).map((each) => each.privilege),
    current,
    opened: openTable(setting),
    tables,
    changes: await countPrivilegeChanges(db, current, tables),
    saved: new URL(request.url).searchParams.has('saved'),
    earlier: (await findEarlierSetting(db, 'privileges'))?.preset ?? null,
  }
}

/** A custom table that has never been saved starts with the values in force. */
function customTable(setting: Setting<'privileges'>) {
  const saved = Object.keys(setting.custom).length > 0
  return { ...(saved ? PRIVILEGE_PRESETS.medium : privilegeTable(setting)), ...setting.custom }
}

const openTable = (setting: Setting<'privileges'>): OpenedForm => ({
  version: versionOfSetting(setting),
  fields: {
    preset: setting.preset,
    ...Object.fromEntries(
      Object.entries(customTable(setting)).map(([privilege, points]) => [privilege, String(points)]),
    ),
  },
})

const tableForm = z.object({
  preset: z.enum(TABLES).default('custom'),
  preview: z.literal('on').optional(),
  undo: z.literal('on').optional(),
})

export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireAdmin(request, context)
  const typed = await readForm(request)
  const { preset, preview, undo } = parseForm(tableForm, typed)
  const before = await getSetting(db, 'privileges')
  if (undo) {
    const value = await findEarlierSetting(db, 'privileges')
    if (value) await orHttpError(changeSetting(db, actor, { name: 'privileges', value, version: typed.version }))
    return redirect('/admin/settings/privileges?saved')
  }

  const custom = Object.fromEntries(PRIVILEGES.map((privilege) => [privilege, Number(typed[privilege] ?? '')]))
  const errors = Object.entries(custom)
    .filter(([, points]) => !Number.isInteger(points) || points < 1 || points > MAX_POINTS)
    .map(([field]) => ({ field, code: 'settings.whole' as const, figures: { min: 1, max: MAX_POINTS } }))
  if (errors.length > 0 && preset === 'custom') {
    return data({ errors, typed, preview: null, faster: null }, { status: 422 })
  }

  // Choosing a preset keeps the custom table, so that one can return to it.
  const value = { preset, custom: preset === 'custom' ? custom : before.custom }
  if (preview) return data({ errors: [], typed, preview: await compare(before, value), faster: null })
  const { failure } = await orFormErrors(
    changeSetting(db, actor, { name: 'privileges', value, version: typed.version }),
  )
  if (failure) {
    const open = async () => openTable(await getSetting(db, 'privileges'))
    return data({ ...(await refusedForm(failure.data, typed, open)), preview: null }, failure.init ?? {})
  }
  return redirect('/admin/settings/privileges?saved')
}

/** What another setting would change: the points of each privilege, and for how many members that matters. */
async function compare(before: Setting<'privileges'>, after: Setting<'privileges'>) {
  const from = privilegeTable(before)
  const to = privilegeTable(after)
  const { members } = await countPrivilegeChanges(db, from, { members: to })
  return privilegesInOrder(to)
    .filter(({ privilege, points }) => from[privilege] !== points)
    .map(({ privilege, points }) => ({ privilege, from: from[privilege], to: points, members: members[privilege] }))
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('settings:privileges.title'))

export default function PrivilegeSettings() {
  const { preset, order, current, opened, tables, changes, saved, earlier } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const { locale, t } = useLanguage()
  const typed = answer?.typed
  const previewed = answer?.preview
  const chosen = TABLES.find((table) => table === typed?.preset) ?? preset
  const errorOf = (field: string) => answer?.errors.find((error) => error.field === field)
  return (
    <div className="page">
      <h1 className="title">{t('admin:title')}</h1>
      <AdminTabs current="settings" />
      <p className="hint mt-6">
        <a href="/admin/settings" className="link">
          {t('settings:title')}
        </a>
      </p>
      <h2 className="mt-1 text-lg font-semibold">{t('settings:privileges.title')}</h2>
      <p className="hint max-w-prose">
        {t('settings:privileges.text')} {t('settings:privileges.effect')}
      </p>
      {saved && !answer && (
        <p role="status" className="notice-good mt-4">
          <Icon name="circle-check" /> {t('settings:privileges.saved')}
        </p>
      )}
      {earlier && !previewed && (
        <form method="post" className="mt-3">
          <input type="hidden" name="version" value={opened.version} />
          <button type="submit" name="undo" value="on" className="btn-small">
            <Icon name="undo-2" /> {t('settings:privileges.undo', { name: t(`settings:privileges.${earlier}`) })}
          </button>
        </form>
      )}
      <form
        method="post"
        noValidate
        className="mt-4"
        key={`${preset} ${Boolean(answer)} ${answer?.faster ? answer.typed.version : ''}`}
        data-stay=""
      >
        <FasterNotice
          faster={answer?.faster}
          nameOf={(field) => {
            const privilege = order.find((each) => each === field)
            return privilege ? t(`privileges:name.${privilege}`) : t('settings:privileges.title')
          }}
          show={(field, value) => {
            const table = field === 'preset' && TABLES.find((each) => each === value)
            return table ? t(`settings:privileges.${table}`) : value
          }}
        />
        <OpenedFields opened={opened} typed={answer?.typed} />
        <FormError errors={answer?.errors} fields={order} />
        {previewed && (
          <div role="status" className="notice-info mb-4">
            <Icon name="info" />
            {previewed.length === 0 ? (
              <p>{t('settings:privileges.previewed_none')}</p>
            ) : (
              <div>
                <p className="font-medium">
                  {t('settings:privileges.previewed', { name: t(`settings:privileges.${chosen}`) })}
                </p>
                <ul className="mt-1">
                  {previewed.map(({ privilege, from, to, members }) => (
                    <li key={privilege}>
                      {t('settings:privileges.from_to', {
                        name: t(`privileges:name.${privilege}`),
                        from: count(from, locale),
                        to: count(to, locale),
                      })}
                      {members && ' · '}
                      <PrivilegeEffect change={members} />
                    </li>
                  ))}
                </ul>
              </div>
            )}
          </div>
        )}
        <div className="card relative overflow-x-auto">
          <table className="table min-w-4xl">
            <thead>
              <tr className="align-bottom">
                <th scope="col">{t('settings:privileges.privilege')}</th>
                {TABLES.map((table) => (
                  <th key={table} scope="col" className={table === preset ? 'bg-accent-soft/60' : ''}>
                    <label className="flex items-start gap-2 text-sm text-ink">
                      <input
                        type="radio"
                        name="preset"
                        value={table}
                        defaultChecked={table === chosen}
                        className="mt-1"
                      />
                      <span>
                        {t(`settings:privileges.${table}`)}
                        <span className="block text-xs font-normal text-soft">
                          {t(`settings:privileges.${table}_text`)}
                        </span>
                        {table === preset && (
                          <span className="chip-good mt-1">{t('settings:privileges.in_force')}</span>
                        )}
                      </span>
                    </label>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {order.map((privilege) => {
                const name = t(`privileges:name.${privilege}`)
                const error = errorOf(privilege)
                return (
                  <tr key={privilege}>
                    <th scope="row" className="font-medium text-ink">
                      <span className="text-sm">{name}</span>
                    </th>
                    {PRESET_NAMES.map((table) => (
                      <td key={table} className={`tabular-nums ${table === preset ? 'bg-accent-soft/60' : ''}`}>
                        {count(tables[table][privilege], locale)}
                        <PrivilegeEffect change={changes[table][privilege]} short />
                      </td>
                    ))}
                    <td className={preset === 'custom' ? 'bg-accent-soft/60' : ''}>
                      <input
                        type="number"
                        name={privilege}
                        min={1}
                        max={MAX_POINTS}
                        step={1}
                        inputMode="numeric"
                        aria-label={t('settings:privileges.custom_hint', { name })}
                        aria-invalid={error ? true : undefined}
                        aria-describedby={error ? `${privilege}-error` : undefined}
                        defaultValue={typed?.[privilege] ?? tables.custom[privilege]}
                        className="field w-28 py-1 text-sm"
                      />
                      {error && (
                        <p id={`${privilege}-error`} className="field-error">
                          {t(`errors:${error.code}`, error.figures)}
                        </p>
                      )}
                      {current[privilege] !== tables.custom[privilege] && (
                        <span className="hint block text-xs">
                          {t('settings:privileges.now', { points: count(current[privilege], locale) })}
                        </span>
                      )}
                      {!typed && <PrivilegeEffect change={changes.custom[privilege]} short />}
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
        <p className="mt-4 flex flex-wrap gap-3">
          <button type="submit" className="btn-primary">
            {t('common:save')}
          </button>
          <button type="submit" name="preview" value="on" className="btn">
            <Icon name="eye" /> {t('settings:privileges.preview')}
          </button>
        </p>
      </form>
    </div>
  )
}
