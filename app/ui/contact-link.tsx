import { useRouteLoaderData } from '@remix-run/react'
import type { ReactNode } from 'react'
import type { RootData } from '#app/web/root-data.ts'

/** The way to the staff, where the forum has one open; what somebody was about goes with them. */
export function ContactLink({ title, className = 'link', children }: Props) {
  const root = useRouteLoaderData<RootData>('root')
  if (!root?.contact) return null
  const query = title ? `?title=${encodeURIComponent(title)}` : ''
  return (
    <a href={`/contact${query}`} className={className}>
      {children}
    </a>
  )
}

type Props = { title?: string; className?: string; children: ReactNode }
