import { useState } from 'react'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

/**
 * A link with the short address of an answer. A click copies the address; where copying is not possible, it follows the
 * link.
 */
export function ShareLink({ answerId }: { answerId: number }) {
  const t = useT()
  const [copied, setCopied] = useState(false)
  return (
    <a
      href={`/answers/${answerId}`}
      className="btn-quiet"
      onClick={(event) => {
        if (!navigator.clipboard) return
        event.preventDefault()
        void navigator.clipboard.writeText(event.currentTarget.href).then(() => setCopied(true))
      }}
    >
      <Icon name={copied ? 'check' : 'share-2'} /> <span className="post-action-text">{t('questions:share')}</span>
      <span role="status" className="sr-only">
        {copied && t('questions:copied')}
      </span>
    </a>
  )
}
