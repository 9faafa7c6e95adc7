import { data, type LinksFunction, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  type ShouldRevalidateFunctionArgs,
  useLoaderData,
  useRouteError,
  useRouteLoaderData,
} from '@remix-run/react'
import { type ReactNode, useEffect, useState } from 'react'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { isAdmin, isModeratorAnywhere, isStaffAnywhere } from '#app/domain/users/roles.ts'
import { onSentences } from '#app/messages/translate.ts'
import stylesheet from '#app/styles.css?url'
import { CountersProvider } from '#app/ui/frame/counters.tsx'
import { useEnhancedDocument } from '#app/ui/frame/enhanced-document.ts'
import { ErrorView } from '#app/ui/frame/error-view.tsx'
import { SiteFooter } from '#app/ui/frame/footer.tsx'
import { SiteHeader } from '#app/ui/frame/header.tsx'
import { SanctionBar } from '#app/ui/frame/sanction-bar.tsx'
import { useForeignImages } from '#app/ui/frame/use-foreign-images.ts'
import { useTimeZone } from '#app/ui/frame/use-time-zone.ts'
import { LanguageProvider, useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { HttpError } from '#app/web/http.ts'
import { titleOfError } from '#app/web/meta.ts'
import type { RootData } from '#app/web/root-data.ts'
import { SAID_SAVED, wasSaved } from '#app/web/saved.ts'
import { siteAddress } from '#app/web/site-address.ts'
import { db } from '#db/client.server.ts'
import { countWaiting } from '#moderation/review/count-waiting.ts'
import { canReviewAnywhere } from '#moderation/review/permissions.ts'
import { currentSanction } from '#moderation/sanctions/permissions.ts'

export const links: LinksFunction = () => [
  { rel: 'stylesheet', href: stylesheet },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
  { rel: 'search', href: '/opensearch.xml', type: 'application/opensearchdescription+xml', title: 'Entraide' },
]

/** Each page has a title of its own. Sentences of errors are asked for only when there is one: a page loads what it asks for. */
export const meta: MetaFunction<typeof loader> = ({ error, matches }) =>
  error ? titleOfError(isRouteErrorResponse(error) ? error.status : 500, matches) : [{ title: 'Entraide' }]

export async function loader({ request, context }: LoaderFunctionArgs) {
  const [viewer, locale, region, timeZone, theme, contact] = await Promise.all([
    context.viewer(),
    context.locale(),
    context.region(),
    context.timeZone(),
    context.theme(),
    getSetting(db, 'contact'),
  ])
  const saved = wasSaved(request)
  const root: RootData = {
    viewer: viewer && {
      id: viewer.id,
      name: viewer.name,
      reputation: viewer.reputation,
      isStaff: isStaffAnywhere(viewer),
      isModerator: isModeratorAnywhere(viewer),
      isAdmin: isAdmin(viewer),
      mayReview: canReviewAnywhere(viewer),
      currentSanction: currentSanction(viewer),
      counters: await countWaiting(db, viewer),
    },
    locale,
    region,
    timeZone,
    theme,
    contact: contact.open,
    saved,
    origin: siteAddress(request),
    now: new Date(),
    // Scripts of the page carry the nonce. The browser hides it from scripts, so pages loaded later by script do not
    // need it.
    nonce: context.isDocument ? context.nonce : '',
  }
  return data(root, saved ? { headers: { 'Set-Cookie': SAID_SAVED } } : {})
}

/**
 * Viewer and language change only after a form was sent. The time of the data is new at each navigation, which is worth
 * a load.
 */
export function shouldRevalidate({ defaultShouldRevalidate }: ShouldRevalidateFunctionArgs) {
  return defaultShouldRevalidate
}

export function Layout({ children }: { children: ReactNode }) {
  const root = useRouteLoaderData<typeof loader>('root')
  const locale = root?.locale ?? 'en'
  const region = root?.region ?? locale
  const timeZone = useTimeZone(root?.timeZone)
  useSentences()
  return (
    // The server adds an attribute with the message areas that the page needs. React does not know it.
    <html suppressHydrationWarning lang={locale} data-theme={root?.theme === 'system' ? undefined : root?.theme}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <Meta />
        <Links />
      </head>
      <body>
        <LanguageProvider locale={locale} reading={{ region, timeZone }} now={root?.now ?? new Date(0)}>
          {children}
        </LanguageProvider>
        <ScrollRestoration nonce={root?.nonce} />
        <Scripts nonce={root?.nonce} />
      </body>
    </html>
  )
}

/** Renders again when sentences have arrived that had to be left empty. */
function useSentences(): void {
  const [, setRound] = useState(0)
  useEffect(() => onSentences(() => setRound((round) => round + 1)), [])
}

function Shell({ root, children }: { root: RootData | undefined; children: ReactNode }) {
  const viewer = root?.viewer ?? null
  useEnhancedDocument(viewer?.id)
  useForeignImages()
  return (
    <CountersProvider viewer={viewer}>
      <SiteHeader viewer={viewer} />
      {viewer?.currentSanction && (
        <SanctionBar userId={viewer.id} currentSanction={viewer.currentSanction} contact={root?.contact ?? false} />
      )}
      <main id="content" tabIndex={-1} className="outline-none">
        {root?.saved && <SavedNotice />}
        {children}
      </main>
      <SiteFooter contact={root?.contact ?? false} />
      <p id="announcement" role="status" className="sr-only" />
    </CountersProvider>
  )
}

function SavedNotice() {
  const t = useT()
  return (
    <div className="mx-auto max-w-6xl px-4 pt-4 sm:px-6">
      <p role="status" className="notice-good">
        <Icon name="circle-check" /> {t('common:saved')}
      </p>
    </div>
  )
}

export default function App() {
  return (
    <Shell root={useLoaderData<typeof loader>()}>
      <Outlet />
    </Shell>
  )
}

export function ErrorBoundary() {
  const error = useRouteError()
  const root = useRouteLoaderData<typeof loader>('root')
  const status = isRouteErrorResponse(error) ? error.status : 500
  const failure =
    isRouteErrorResponse(error) && typeof error.data === 'object' ? (error.data as HttpError | null) : null
  return (
    <Shell root={root}>
      <ErrorView status={status} error={failure?.code ? failure : undefined} />
    </Shell>
  )
}
