import { useState } from 'react'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { announce } from '#app/ui/sending/show-outcome.ts'

/**
 * A link with the short address of an answer. A click copies the address; where the browser cannot copy, it follows the
 * link, and where it may not, the address is shown.
 */
export function ShareLink({ answerId }: { answerId: number }) {
  const t = useT()
  const [outcome, setOutcome] = useState<'copied' | { refused: string }>()
  const refused = typeof outcome === 'object' ? outcome.refused : undefined
  return (
    <>
      <a
        href={`/answers/${answerId}`}
        className="btn-quiet"
        onClick={(event) => {
          if (!navigator.clipboard) return
          event.preventDefault()
          const { href } = event.currentTarget
          navigator.clipboard.writeText(href).then(
            () => {
              setOutcome('copied')
              announce(t('questions:copied'))
            },
            () => setOutcome({ refused: href }),
          )
        }}
      >
        <Icon name={outcome === 'copied' ? 'check' : 'share-2'} />{' '}
        <span className="post-action-text">{t('questions:share')}</span>
      </a>
      {refused && (
        <span role="alert" className="hint wrap-anywhere">
          {t('questions:not_copied')} <span className="select-all">{refused}</span>
        </span>
      )}
    </>
  )
}
