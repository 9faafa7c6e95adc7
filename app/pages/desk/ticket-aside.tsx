import type { ReactNode } from 'react'
import { categoryText } from '#app/domain/categories/category-text.ts'
import type { TicketPageData } from '#app/pages/desk/ticket.server.ts'
import { Deadline, MissedChip } from '#app/pages/desk/ticket-chips.tsx'
import { FasterNotice } from '#app/ui/faster-notice.tsx'
import { ActionButton, FormError, SelectField } from '#app/ui/form.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { OpenedFields } from '#app/ui/opened-form.tsx'
import { Time } from '#app/ui/time.tsx'
import { UserLink } from '#app/ui/user-link.tsx'
import type { Faster } from '#app/web/faster.ts'
import type { HttpError } from '#app/web/http.ts'
import { categoryPath, tagPath, ticketPath } from '#app/web/paths.ts'
import type { TicketPriority, TicketState } from '#db/schema.ts'

export type RefusedChanges = { errors: HttpError[]; typed: Record<string, string>; faster: Faster | null }
type Props = Pick<TicketPageData, 'ticket' | 'staff' | 'may' | 'opened'> & { refused?: RefusedChanges | undefined }

/** The column beside a ticket: its actions, its deadlines, its owner and its origin. */
export function TicketAside({ ticket, staff, may, opened, refused }: Props) {
  return (
    <aside className="space-y-4 text-sm">
      <Acts ticket={ticket} staff={staff} may={may} opened={opened} refused={refused} />
      <Deadlines ticket={ticket} />
      <Origin ticket={ticket} />
    </aside>
  )
}

function Acts({ ticket, staff, may, opened, refused }: Props) {
  const { t } = useLanguage()
  const typed: Record<string, string> = refused?.typed ?? opened.fields
  const path = ticketPath(ticket.id)
  return (
    <section className="panel space-y-3 [&_form]:w-full" aria-label={t('desk:acts')}>
      {may.take && (
        <ActionButton action={`${path}/ownership`} className="btn-primary w-full">
          <Icon name="check" /> {t('desk:take')}
        </ActionButton>
      )}
      {may.solve && (
        <a href={`${path}/solution`} className="btn w-full">
          <Icon name="circle-check" /> {t('desk:solve')}
        </a>
      )}
      {may.release && (
        <ActionButton action={`${path}/ownership`} fields={{ undo: 'on' }} className="btn w-full">
          <Icon name="undo-2" /> {t('desk:release')}
        </ActionButton>
      )}
      {may.change && (
        <form
          key={`${opened.version} ${refused?.faster ? typed.version : ''}`}
          method="post"
          action={`${path}/changes`}
          className="space-y-3"
        >
          <FormError errors={refused?.errors} fields={['ownerId']} />
          <FasterNotice
            faster={refused?.faster}
            page={path}
            nameOf={(field) => t(`desk:field.${field as 'state' | 'priority' | 'ownerId'}`)}
            show={(field, value) => {
              if (field === 'ownerId') return staff.find(({ id }) => String(id) === value)?.name ?? t('desk:nobody')
              return field === 'state'
                ? t(`desk:state.${value as TicketState}`)
                : t(`desk:priority.${value as TicketPriority}`)
            }}
          />
          <OpenedFields opened={opened} typed={refused?.typed} />
          <SelectField name="state" label={t('desk:field.state')} defaultValue={typed.state}>
            <option value={ticket.state}>{t(`desk:state.${ticket.state}`)}</option>
            {may.states.map((state) => (
              <option key={state} value={state}>
                {t(`desk:state.${state}`)}
              </option>
            ))}
          </SelectField>
          <SelectField name="priority" label={t('desk:field.priority')} defaultValue={typed.priority}>
            {(['low', 'normal', 'high', 'urgent'] as const).map((priority) => (
              <option key={priority} value={priority}>
                {t(`desk:priority.${priority}`)}
              </option>
            ))}
          </SelectField>
          <SelectField
            name="ownerId"
            label={t('desk:field.ownerId')}
            defaultValue={typed.ownerId}
            errors={refused?.errors}
          >
            <option value="">{t('desk:nobody')}</option>
            {staff.map((person) => (
              <option key={person.id} value={person.id}>
                {person.name}
              </option>
            ))}
          </SelectField>
          <button type="submit" className="btn w-full">
            {t('desk:save')}
          </button>
        </form>
      )}
    </section>
  )
}

function Deadlines({ ticket }: Pick<Props, 'ticket'>) {
  const { now, t } = useLanguage()
  const clocks = (['first', 'next', 'solution'] as const).filter(
    (clock) => ticket.deadlines[clock] !== null || ticket.missed[clock],
  )
  return (
    <section className="panel" aria-labelledby="deadlines">
      <h2 id="deadlines" className="subtitle flex items-center gap-2">
        <Icon name="timer" className="text-soft" /> {t('desk:deadlines')}
      </h2>
      {ticket.pausedSince && (
        <p className="hint mt-2">
          {t('desk:paused')} · <Time at={ticket.pausedSince} />
        </p>
      )}
      {ticket.customerWaitingSince && (
        <p className="hint mt-2">
          {t('desk:waiting')} · <Time at={ticket.customerWaitingSince} />
        </p>
      )}
      {clocks.length === 0 && !ticket.pausedSince && <p className="hint mt-2">{t('desk:no_deadline')}</p>}
      <dl className="mt-2 space-y-2">
        {clocks.map((clock) => {
          const at = ticket.deadlines[clock]
          return (
            <Row key={clock} name={t(`desk:deadline.${clock}`)}>
              <span className="flex flex-wrap gap-1.5">
                {at && <Deadline at={at} />}
                {ticket.missed[clock] && !(at && at < now) && <MissedChip />}
              </span>
            </Row>
          )
        })}
      </dl>
      <p className="hint mt-3">{t('desk:policy', { name: ticket.policyName })}</p>
    </section>
  )
}

function Origin({ ticket }: Pick<Props, 'ticket'>) {
  const { locale, t } = useLanguage()
  const category = categoryText({ name: ticket.categoryName, translations: ticket.categoryTranslations }, locale)
  return (
    <section className="panel" aria-labelledby="origin">
      <h2 id="origin" className="subtitle">
        {t('desk:origin')}
      </h2>
      <dl className="mt-2 space-y-2">
        <Row name={t('desk:requester')}>
          <UserLink
            person={{ id: ticket.requesterId, name: ticket.requesterName, reputation: ticket.requesterReputation }}
          />
        </Row>
        {ticket.meTooCount > 0 && (
          <Row name={t('desk:me_toos')}>
            <span>{t('questions:me_toos', { count: ticket.meTooCount, shown: count(ticket.meTooCount, locale) })}</span>
          </Row>
        )}
        <Row name={t('desk:channel.label')}>{t(`desk:channel.${ticket.channel}`)}</Row>
        <Row name={t(ticket.channel === 'form' ? 'desk:at.opened' : 'desk:escalated')}>
          <span>
            {ticket.channel !== 'form' && t(`desk:cause.${ticket.cause}`)}
            {ticket.channel !== 'form' && ticket.escalatedByName && ` · ${ticket.escalatedByName}`}
            {ticket.channel !== 'form' && ' · '}
            <Time at={ticket.createdAt} />
          </span>
        </Row>
        {ticket.causeNote && (
          <Row name={t('desk:reason')}>
            <q className="wrap-anywhere whitespace-pre-line [quotes:none]">{ticket.causeNote}</q>
          </Row>
        )}
        <Row name={t('desk:category')}>
          <a href={categoryPath(ticket.categorySlug)} className="quiet-link">
            {category.name}
          </a>
        </Row>
        {ticket.tags.length > 0 && (
          <Row name={t('desk:tags')}>
            <span className="flex flex-wrap gap-1">
              {ticket.tags.map((tag) => (
                <a dir="auto" key={tag.id} href={tagPath(tag.name)} className="tag">
                  {tag.name}
                </a>
              ))}
            </span>
          </Row>
        )}
        {ticket.fields.map((field) => (
          <Row key={field.key} name={field.label}>
            <span dir="auto" className="wrap-anywhere">
              {field.value}
            </span>
          </Row>
        ))}
        {ticket.previousTicketId && (
          <Row name={t('desk:follows')}>
            <a href={ticketPath(ticket.previousTicketId)} className="link">
              {t('desk:number', { id: ticket.previousTicketId })}
            </a>
          </Row>
        )}
      </dl>
    </section>
  )
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="hint">{name}</dt>
      <dd className="mt-0.5">{children}</dd>
    </div>
  )
}
