import type { LoaderFunctionArgs } from '@remix-run/node'
import { translator } from '#app/messages/translate.ts'
import { siteAddress } from '#app/web/site-address.ts'

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign)

/** Describes to browsers how to search here: https://developer.mozilla.org/docs/Web/XML/Guides/OpenSearch */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const t = translator(await context.locale())
  const origin = escaped(siteAddress(request))
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>Entraide</ShortName>
  <Description>${escaped(t('search:field'))}</Description>
  <InputEncoding>UTF-8</InputEncoding>
  <Image width="16" height="16" type="image/svg+xml">${origin}/favicon.svg</Image>
  <Url type="text/html" method="get" template="${origin}/search?q={searchTerms}"/>
  <Url type="application/x-suggestions+json" method="get" template="${origin}/search/completions?q={searchTerms}"/>
  <Url type="application/opensearchdescription+xml" rel="self" template="${origin}/opensearch.xml"/>
</OpenSearchDescription>
`
  return new Response(xml, {
    headers: {
      'Content-Type': 'application/opensearchdescription+xml; charset=utf-8',
      'Cache-Control': 'private, max-age=86400',
    },
  })
}
