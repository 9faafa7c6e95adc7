import type { DemoThread } from './types.ts'

/** API, account and teams. */
export const connectedThreadsEn: DemoThread[] = [
  {
    key: 'api-429',
    locale: 'en',
    title: 'Cloud API answers 429 after a minute when I read 48 sensors',
    category: 'api',
    tags: ['api'],
    author: 'tomas',
    askedHoursAgo: 930,
    body: `We have 48 probes on four hubs and want the latest reading of each one every five minutes. My script asks for them one after the other:

\`\`\`python
for sensor in sensors:            # 48 of them
    r = session.get(f"{BASE}/readings/latest", params={"sensor": sensor})
    r.raise_for_status()
    rows.append(r.json())
\`\`\`

The first run is fine. From the second run on I get \`429 Too Many Requests\` somewhere around the 60th call, and the script dies. The response has a header \`X-Rate-Remaining: 0\`.

Is the limit per key, per hub or per account? And what is the recommended way to read many sensors? I would rather not spread the calls over five keys.`,
    views: 389,
    upBy: ['marcus', 'ingrid', 'yanis', 'nadia', 'priya'],
    answers: [
      {
        key: 'a1',
        author: 'marcus',
        hoursAfter: 3,
        body: `Per **key**, 60 requests a minute, in a sliding window. Five keys would work for a week and then be noticed, so do not ([fair use](https://docs.tilvane.example/api/limits#fair-use)).

Ask once for all of them instead. \`sensor\` can be repeated or left out, and then you get everything the key may see:

\`\`\`python
r = session.get(f"{BASE}/readings/latest", params={"hub": hubs})
r.raise_for_status()
rows = {row["sensor"]: row for row in r.json()["items"]}
\`\`\`

Four hubs, one request, about 9 KB. And be polite when you do hit the limit, the answer tells you how long to wait:

\`\`\`python
if r.status_code == 429:
    time.sleep(int(r.headers["Retry-After"]))
\`\`\`

Two more things that save you calls:

- send \`If-None-Match\` with the last \`ETag\`; a 304 does not count against the limit
- probes sample every 15 minutes, so polling every 5 gives you each value three times`,
        upBy: ['tomas', 'ingrid', 'yanis', 'hugo', 'nadia', 'lea'],
        comments: [
          {
            author: 'tomas',
            hoursAfter: 5,
            body: 'One request instead of 48, and most of them are 304 now. I feel a little silly, thank you.',
          },
          { author: 'nadia', hoursAfter: 26, body: 'Confirmed from our side: 304 is free, and this will stay so.' },
        ],
      },
    ],
    accepted: { answer: 'a1', by: 'tomas', hoursAfter: 5 },
    edits: [
      {
        on: 'question',
        by: 'tomas',
        hoursAfter: 1,
        summary: 'Added the code and the header',
        before: {
          title: 'API error 429??',
          body: `We have 48 probes on four hubs and want the latest reading of each one every five minutes. The first run is fine, then I get an error 429 and the script dies. What is the limit?`,
        },
      },
    ],
    related: ['csv-timezones'],
    state: 'solved',
  },
  {
    key: 'mqtt-retain',
    locale: 'en',
    title: 'MQTT dashboard stays empty until the next sample after a restart',
    category: 'api',
    tags: ['mqtt'],
    author: 'ingrid',
    askedHoursAgo: 640,
    body: `The MQTT bridge of the hub publishes to my own broker. When I restart my dashboard it shows nothing until each probe takes its next sample, so up to 15 minutes of blank tiles.

I subscribe to

\`\`\`text
tilvane/+/sensor/+/state
\`\`\`

and messages look right when they come. My broker supports retained messages. Can the bridge send them as retained, or do I have to keep the last values on my side?`,
    views: 141,
    upBy: ['tomas', 'marcus'],
    answers: [
      {
        key: 'a1',
        author: 'tomas',
        hoursAfter: 5,
        body: `I keep the last values on my side: a small table with sensor and payload, filled on every message, read at start. Twenty lines, works with any broker.`,
        upBy: ['ingrid'],
      },
      {
        key: 'a2',
        author: 'marcus',
        hoursAfter: 11,
        body: `Since 4.5 the bridge can do it, it is only off by default. On the hub:

\`\`\`yaml
mqtt:
  host: broker.garden.example
  port: 8883
  tls: true
  retain: state      # none | state | all
\`\`\`

Use \`state\` and not \`all\`: with \`all\` the events (\`.../event\`, for instance "valve opened") are retained too, and every new subscriber believes that the valve has just opened. Ask me how I know.

> To remove what \`all\` left behind, publish an empty retained message to the same topic.`,
        upBy: ['ingrid', 'tomas', 'yanis', 'hugo'],
        comments: [
          { author: 'ingrid', hoursAfter: 30, body: 'Works with `retain: state`. Tiles are filled in under a second.' },
        ],
      },
    ],
    accepted: { answer: 'a2', by: 'ingrid', hoursAfter: 30 },
    related: ['mqtt-tls-fr'],
    state: 'solved',
  },
  {
    key: 'webhook-signature',
    locale: 'en',
    title: 'Webhook signature never matches when the garden name has an accent',
    category: 'api',
    tags: ['webhooks', 'api'],
    author: 'tomas',
    askedHoursAgo: 54,
    body: `I verify \`X-Tilvane-Signature\` as [documented](https://docs.tilvane.example/webhooks/signature). It works for three of our gardens and fails, every time, for the fourth. The only difference I can find is its name: "Viña Alta". This is the check, on the raw body:

\`\`\`js
import { createHmac, timingSafeEqual } from 'node:crypto'

export function isGenuine(rawBody, header, secret) {
  const expected = createHmac('sha256', secret).update(rawBody).digest()
  const given = Buffer.from(header.replace('sha256=', ''), 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
\`\`\`

\`rawBody\` is a Buffer, taken before any JSON parsing. If I rename the garden to "Vina Alta" the signatures match at once. Renaming is a workaround, not a solution: the name is printed on our labels.`,
    views: 83,
    upBy: ['marcus', 'ingrid'],
    answers: [
      {
        key: 'a1',
        author: 'marcus',
        hoursAfter: 7,
        body: `Your code is correct, I ran it against my own hooks. I can reproduce the failure with a garden called "Été".

Looking at the bytes, the body that arrives holds \`Vi\\u00f1a\` as an escape, while the signature only matches if I compute it over the *unescaped* UTF-8 text. So the sender seems to sign one form and send the other. Until that is fixed this gets you going, but do not keep it:

\`\`\`js
const canonical = JSON.stringify(JSON.parse(rawBody.toString('utf8')))
\`\`\`

That depends on key order and number formatting staying as they are today. This needs somebody who can see the sending side, so I am passing it up.`,
        upBy: ['tomas', 'nadia'],
        comments: [
          {
            author: 'tomas',
            hoursAfter: 9,
            body: 'Confirmed, the canonical form matches here too. I will wait for a real fix.',
          },
        ],
      },
    ],
    escalation: {
      hoursAfter: 8,
      cause: {
        kind: 'expert',
        by: 'marcus',
        reason:
          'Reproduced: the webhook sender signs unescaped UTF-8 but sends escaped JSON. Nothing a community member can fix, and people may switch the check off as a workaround.',
      },
      ticket: {
        state: 'open',
        priority: 'high',
        owner: 'nadia',
        takenHoursAfter: 20,
        notes: [
          {
            author: 'nadia',
            hoursAfter: 21,
            body: 'Reproduced on staging with "Été". Serialised twice with different settings since the last release. The API team has a fix; waiting for the date before I answer in public.',
          },
          {
            author: 'theo',
            hoursAfter: 27,
            body: 'Two team-plan customers mailed about the same thing this morning, I pointed them to this thread.',
          },
        ],
      },
    },
    state: 'needs_attention',
  },
  {
    key: 'csv-timezones',
    locale: 'en',
    title: 'CSV export has two rows for 02:15 on the night the clocks change',
    category: 'api',
    tags: ['export', 'api'],
    author: 'tomas',
    askedHoursAgo: 260,
    body: `My yearly export has 35,044 rows for one probe. I expected 35,040 (365 × 96). Looking closer, the night of the autumn clock change has two rows each for 02:00, 02:15, 02:30 and 02:45, with different values:

\`\`\`csv
time,sensor,value
2025-10-26 02:15,soil-12,41.2
2025-10-26 02:15,soil-12,40.8
\`\`\`

And in spring the hour from 02:00 to 03:00 is missing. Spreadsheet and database both choke on the doubled key. Can I export in UTC?`,
    views: 166,
    upBy: ['marcus', 'yanis'],
    answers: [
      {
        key: 'a1',
        author: 'marcus',
        hoursAfter: 4,
        body: `Yes: add \`tz=utc\`, and the times come out as ISO 8601 with a Z, unique and without gaps.

\`\`\`sh
curl -H "Authorization: Bearer $TILVANE_KEY" -o soil-12.csv "https://api.tilvane.example/v1/export.csv?sensor=soil-12&from=2025-01-01&tz=utc"
\`\`\`

In the app it is *Export → Advanced → Times in UTC*. The default is local time because most people open the file in a spreadsheet and want to see 20:30 when it was 20:30.`,
        upBy: ['tomas', 'ingrid', 'yanis'],
      },
      {
        key: 'a2',
        author: 'promo',
        hoursAfter: 254,
        body: `Great question!!! I had the same issue until I found this amazing shop with sensors up to 80 % off, check out https://bargains.example/garden?ref=tilvane and use the code GARDEN80. You will not regret it!!!`,
        upBy: [],
      },
    ],
    accepted: { answer: 'a1', by: 'tomas', hoursAfter: 6 },
    reviews: [
      {
        on: 'a2',
        flags: [
          {
            by: 'ingrid',
            hoursAfter: 255,
            reason: 'spam',
            note: 'Has nothing to do with exports, same text as on another thread.',
          },
        ],
      },
    ],
    related: ['api-429'],
    state: 'solved',
  },
  {
    key: 'invoice-vat',
    locale: 'en',
    title: 'Invoice for our team plan shows no VAT number and accounting refuses it',
    category: 'account',
    tags: ['billing', 'team'],
    author: 'ingrid',
    askedHoursAgo: 31,
    body: `Our institute pays for the team plan (12 seats, yearly). The invoice of this month has the right amount, but the line with **our VAT number is missing**, so accounting cannot book it. On last year's invoice it was there.

In *Account → Billing* the number is filled in and has a green tick. I downloaded the invoice again after saving the form once more: same file, no number.

Is there a way to have the invoice issued again, or does that only work for the next one? The deadline on our side is the end of the month.`,
    views: 29,
    upBy: [],
    meToo: ['tomas'],
    answers: [],
    escalation: {
      hoursAfter: 25,
      cause: { kind: 'timeout' },
      ticket: { state: 'new', priority: 'normal', notes: [] },
    },
    state: 'needs_attention',
  },
]
