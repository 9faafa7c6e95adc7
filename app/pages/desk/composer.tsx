import type { READERS } from '#app/domain/tickets/readers.ts'
import type { LeavesTicket } from '#app/domain/tickets/record-reply.ts'
import type { TicketPageData } from '#app/pages/desk/ticket.server.ts'
import { DraftBar, type FormDraft } from '#app/ui/editor/draft-bar.tsx'
import { MarkdownField } from '#app/ui/editor/markdown-field.tsx'
import { FormError, SelectField } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { IconName } from '#app/ui/icon-names.ts'
import type { FormErrors } from '#app/web/http.ts'
import { ticketPath } from '#app/web/paths.ts'

type Readers = (typeof READERS)[number]
export type RefusedMessage = FormErrors & { form: { body: string; readers: Readers; leavesTicket: LeavesTicket } }

/** The same signs and colours as in the history of the ticket. */
const LOOKS: Record<Readers, { icon: IconName; chip: string; only: string }> = {
  everyone: {
    icon: 'users',
    chip: 'chip-good',
    only: 'hidden group-has-[input[value=everyone]:checked]/write:inline-flex',
  },
  requester: {
    icon: 'eye-off',
    chip: 'chip-info',
    only: 'hidden group-has-[input[value=requester]:checked]/write:inline-flex',
  },
  staff: { icon: 'lock', chip: 'chip-warn', only: 'hidden group-has-[input[value=staff]:checked]/write:inline-flex' },
}

/** Where staff write on a ticket. Who will read it is said in words and by colour, above the text and on the button. */
export function Composer({
  ticket,
  may,
  draft,
  refused,
}: Pick<TicketPageData, 'ticket' | 'may'> & {
  draft?: FormDraft
  refused?: RefusedMessage | undefined
}) {
  const t = useT()
  const asked = refused?.form.readers ?? draft?.fields.readers
  const chosen = may.readers.find((readers) => readers === asked) ?? may.usualReaders
  const requester = ticket.requesterName ?? t('common:person.former')
  return (
    <section aria-labelledby="write" className="mt-6">
      <form
        method="post"
        action={ticketPath(ticket.id)}
        className="panel group/write space-y-4 border-2 has-[input[value=everyone]:checked]:border-good has-[input[value=requester]:checked]:border-info has-[input[value=requester]:checked]:bg-info-soft has-[input[value=staff]:checked]:border-warn has-[input[value=staff]:checked]:bg-warn-soft"
      >
        <h2 id="write" className="subtitle">
          {t('desk:write.title')}
        </h2>
        <FormError errors={refused?.errors} fields={['body']} />
        <fieldset>
          <legend className="label">{t('desk:write.readers')}</legend>
          <div className="flex flex-col gap-2 sm:flex-row sm:flex-wrap sm:gap-x-6">
            {may.readers.map((readers) => (
              <label key={readers} className="flex items-start gap-2 text-sm">
                <input
                  type="radio"
                  name="readers"
                  value={readers}
                  defaultChecked={readers === chosen}
                  className="mt-1"
                />
                <span>
                  <Icon name={LOOKS[readers].icon} /> {t(`desk:write.${readers}`)}
                  <span className="hint block">{t(`desk:write.${readers}_hint`)}</span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        <MarkdownField
          label={t('desk:write.body')}
          defaultValue={refused?.form.body ?? draft?.fields.body}
          errors={refused?.errors}
          threadId={ticket.threadId}
          required
        />
        {may.leaveTicket.length > 0 && (
          <div className="group-has-[input[value=staff]:checked]/write:hidden">
            <SelectField
              name="leavesTicket"
              label={t('desk:write.leaves_ticket')}
              hint={t('desk:write.leaves_ticket_hint')}
              defaultValue={refused?.form.leavesTicket ?? draft?.fields.leavesTicket}
            >
              {may.leaveTicket.map((state) => (
                <option key={state} value={state}>
                  {t(`desk:state.${state}`)}
                </option>
              ))}
            </SelectField>
          </div>
        )}
        <div className="form-end">
          <button type="submit" className="btn-primary">
            <Icon name="send" />{' '}
            {may.readers.map((readers) => (
              <span key={readers} className={LOOKS[readers].only}>
                {t(`desk:write.send_to.${readers}`)}
              </span>
            ))}
          </button>
          {may.readers.map((readers) => (
            <span key={readers} className={LOOKS[readers].only}>
              <span className={`${LOOKS[readers].chip} whitespace-normal`}>
                <Icon name={LOOKS[readers].icon} /> {t(`desk:write.read_by.${readers}`, { name: requester })}
              </span>
            </span>
          ))}
          <DraftBar
            name={`ticket-${ticket.id}`}
            draft={draft}
            blank={{ readers: may.usualReaders, leavesTicket: 'pending' }}
          />
        </div>
      </form>
    </section>
  )
}
