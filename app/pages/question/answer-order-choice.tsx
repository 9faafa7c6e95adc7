import { ANSWER_ORDERS, type AnswerOrder } from '#app/domain/threads/answer-order.ts'
import { useT } from '#app/ui/i18n.tsx'

export function AnswerOrders({ order, threadPath }: { order: AnswerOrder; threadPath: string }) {
  const t = useT()
  return (
    <nav aria-label={t('questions:order.label')} className="no-print flex gap-1 text-sm">
      {ANSWER_ORDERS.map((name) => (
        <a
          key={name}
          href={`${threadPath}${name === 'best' ? '' : `?order=${name}`}#answers`}
          aria-current={name === order ? 'true' : undefined}
          className="tab-small"
        >
          {t(`questions:order.${name}`)}
        </a>
      ))}
    </nav>
  )
}
