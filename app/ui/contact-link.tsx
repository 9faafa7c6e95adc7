import { useRouteLoaderData } from '@remix-run/react'
import type { ReactNode } from 'react'
import type { RootData } from '#app/web/root-data.ts'

/** The link to the contact form, when the forum has one. The title, or the case to go on with, goes into the form. */
export function ContactLink({ title, follows, className = 'link', children }: Props) {
  const root = useRouteLoaderData<RootData>('root')
  if (!root?.contact) return null
  const query = follows ? `?follows=${follows}` : title ? `?title=${encodeURIComponent(title)}` : ''
  return (
    <a href={`/contact${query}`} className={className}>
      {children}
    </a>
  )
}

type Props = { title?: string; follows?: number; className?: string; children: ReactNode }
