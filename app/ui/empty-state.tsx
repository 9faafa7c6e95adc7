import type { ReactNode } from 'react'
import { Icon } from '#app/ui/icon.tsx'
import type { IconName } from '#app/ui/icon-names.ts'

/** Says that there is nothing here, and what to do about it. */
export function EmptyState({ icon, title, children }: { icon: IconName; title: string; children?: ReactNode }) {
  return (
    <div className="card flex flex-col items-center gap-2 px-6 py-12 text-center">
      <Icon name={icon} className="text-3xl text-soft" />
      <p className="font-semibold">{title}</p>
      {children && <div className="hint max-w-md">{children}</div>}
    </div>
  )
}
