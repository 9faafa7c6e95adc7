import { useState } from 'react'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

/** The short address of an answer; pressing it copies it, and where that is not possible it leads there. */
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
      <Icon name={copied ? 'check' : 'share-2'} /> {t('questions:share')}
      <span role="status" className="sr-only">
        {copied && t('questions:copied')}
      </span>
    </a>
  )
}
