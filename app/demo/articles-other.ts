import type { DemoArticle } from './types.ts'

/** The rest of the knowledge base, the unfinished articles last. */
export const otherArticles: DemoArticle[] = [
  {
    key: 'calibrate-probe',
    category: 'hub-sensors',
    tags: ['soil-probe', 'calibration'],
    locale: 'en',
    versions: {
      en: {
        title: 'Calibrate a soil probe for your soil',
        body: `The SP2 leaves the factory calibrated for loam. In potting mix, sand or heavy clay it is off by up to 40 points until you tell the hub what it stands in.

## First, contact

Dry potting mix shrinks and leaves a gap around the blades, and the probe then measures air. Make a cup of your soil as wet as porridge, pour it into the hole, push the probe in, wait 30 minutes.

## Then, two points

1. *Sensors → your probe → Soil type*: choose the closest one.
2. Water until it drips, wait **one hour**, press *Set as 100 %*.
3. Let it dry until the plant just begins to droop, press *Set as 0 %*.

\`\`\`sh
tilvane sensor set soil-1 --soil potting-mix
tilvane sensor calibrate soil-1 --wet
tilvane sensor calibrate soil-1 --dry
\`\`\`

## How good is it?

After both points, expect 3 to 5 points of error. With the wet point only, the middle of the scale can be 15 points off. Repeat after repotting, and once a year in the ground.`,
      },
    },
    state: 'published',
    author: 'lea',
    writtenDaysAgo: 40,
    submittedDaysAgo: 39,
    validated: { by: 'nadia', daysAgo: 38 },
    pinned: false,
    sourceThread: 'probe-reads-zero',
    helpfulBy: ['yanis', 'claire', 'ingrid', 'priya'],
    notHelpfulBy: [],
  },
  {
    key: 'api-limits',
    category: 'api',
    tags: ['api'],
    locale: 'en',
    versions: {
      en: {
        title: 'Read many sensors without hitting the API limit',
        body: `The cloud API allows **60 requests a minute per key**, in a sliding window. The API of the hub itself has no limit, but answers one request at a time.

## Ask once

\`sensor\` and \`hub\` can be repeated, or left out for everything that the key may see:

\`\`\`python
r = session.get(f"{BASE}/readings/latest", params={"hub": hubs})
r.raise_for_status()
rows = {row["sensor"]: row for row in r.json()["items"]}
\`\`\`

## Ask less

- Send \`If-None-Match\` with the last \`ETag\`. A 304 does not count.
- Probes sample every 15 minutes; asking more often brings the same values again.
- For anything live, use a webhook or the MQTT bridge instead.

## When the limit is reached

The answer is \`429\` with \`Retry-After\` in seconds. Wait that long, then go on; do not retry at once.

\`\`\`python
if r.status_code == 429:
    time.sleep(int(r.headers["Retry-After"]))
\`\`\``,
      },
    },
    state: 'published',
    author: 'marcus',
    writtenDaysAgo: 37,
    submittedDaysAgo: 37,
    validated: { by: 'nadia', daysAgo: 36 },
    pinned: false,
    sourceThread: 'api-429',
    helpfulBy: ['nadia', 'ingrid', 'yanis'],
    notHelpfulBy: [{ by: 'sam', reason: 'I do not know what any of this means, sorry!' }],
  },
  {
    key: 'hivernage',
    category: 'watering',
    tags: ['frost', 'valve', 'recipes'],
    locale: 'fr',
    versions: {
      fr: {
        title: "Hiverner un réseau d'arrosage en vingt minutes",
        body: `Une électrovanne pleine d'eau éclate vers -3 °C. Cette routine la vide sans rien démonter.

## Sur place

1. Coupez la pompe, s'il y en a une, **avant tout le reste**.
2. Fermez l'arrivée d'eau en amont du module Valve 4.
3. Ouvrez la vidange au point bas.
4. Lancez la recette de purge.

\`\`\`yaml
name: Purge hiver
when: manual
do:
  - { valve: all, open: 4m, one_by_one: true }
  - { valve: all, open: 1m }
  - { set: winter, value: on }
\`\`\`

La dernière minute, toutes vannes ouvertes, laisse entrer l'air et vide les coudes.

## Ne pas oublier un site

\`\`\`yaml
name: Site oublié
when: { forecast: min_temp, next: 72h, below: 1 }
if: [ { flag: winter, is: off } ]
do: [ { notify: equipe, text: "Purge non faite : {garden}" } ]
\`\`\`

## Au printemps

Fermez la vidange, ouvrez l'eau **lentement**, remettez \`winter\` à \`off\`, puis cherchez les fuites vanne par vanne.

> Au compresseur : 2 bars au plus, sinon les goutteurs s'arrachent.`,
      },
    },
    state: 'published',
    author: 'lea',
    writtenDaysAgo: 33,
    submittedDaysAgo: 33,
    validated: { by: 'nadia', daysAgo: 31 },
    pinned: false,
    sourceThread: 'vannes-gel',
    helpfulBy: ['ingrid', 'hugo', 'claire'],
    notHelpfulBy: [],
  },
  {
    key: 'rapport-eau',
    category: 'api',
    tags: ['export', 'team'],
    locale: 'fr',
    versions: {
      fr: {
        title: "Sortir la consommation d'eau de plusieurs jardins",
        body: `Avec la formule Équipe, un seul rapport couvre tous les jardins.

## Depuis l'application

1. *Équipe → Rapports → Eau*
2. Regrouper **par jardin** et **par mois**
3. *CSV*, ou *Envoyer chaque mois* pour le recevoir le premier du mois

## En ligne de commande

\`\`\`sh
tilvane report water --team --by garden,month --from 2025-04 --to 2025-06 > eau.csv
\`\`\`

## Lire les colonnes

| colonne | sens |
| --- | --- |
| \`garden\` | nom du jardin |
| \`month\` | mois, AAAA-MM |
| \`m3\` | volume en mètres cubes |
| \`source\` | \`meter\` : débitmètre ; \`estimate\` : durée × débit déclaré |

Les lignes \`estimate\` valent ce que vaut le débit déclaré : mesurez-le au seau une fois par an.`,
      },
    },
    state: 'published',
    author: 'theo',
    writtenDaysAgo: 28,
    submittedDaysAgo: 28,
    validated: { by: 'nadia', daysAgo: 27 },
    pinned: false,
    sourceThread: 'export-mairie',
    helpfulBy: ['hugo', 'tomas'],
    notHelpfulBy: [],
  },
  {
    key: 'mqtt-retained',
    category: 'api',
    tags: ['mqtt'],
    locale: 'en',
    versions: {
      en: {
        title: 'Show the last values at once with retained MQTT messages',
        body: `By default a new subscriber sees nothing until each probe takes its next sample. From firmware 4.5 on, the bridge can mark its messages as retained, so that the broker hands out the last one immediately.

\`\`\`yaml
mqtt:
  host: broker.garden.example
  port: 8883
  tls: true
  retain: state
\`\`\`

| value | retained |
| --- | --- |
| \`none\` | nothing (default) |
| \`state\` | readings and valve positions |
| \`all\` | also events: rarely what you want, every new subscriber sees the last "valve opened" as if it had just happened |

To remove what \`all\` has left on the broker, publish an empty retained message to the same topic.`,
      },
    },
    state: 'in_review',
    author: 'marcus',
    writtenDaysAgo: 3,
    submittedDaysAgo: 2,
    pinned: false,
    sourceThread: 'mqtt-retain',
    helpfulBy: [],
    notHelpfulBy: [],
  },
  {
    key: 'recipe-cheat-sheet',
    category: 'watering',
    tags: ['recipes', 'scheduling'],
    locale: 'en',
    versions: {
      en: {
        title: 'Recipes on one page: when, if, do',
        body: `A recipe has three parts. \`when\` starts it, every line of \`if\` must hold, \`do\` runs from top to bottom.

\`\`\`yaml
name: Bed 3 in the evening
when: { time: "20:30" }
if:
  - { sensor: soil-3, below: 35 }
  - { sensor: rain-1, last: 24h, sum: true, below: 4 }
do:
  - { valve: bed-3, open: 12m }
\`\`\`

## Words you will need

- \`for: 10m\`: the condition must stay true that long
- \`sum\`, \`min\`, \`max\`, \`mean\`: what to do with the readings of \`last\`
- \`flag\`: a switch of your own, for instance a pause

*To do: else and else_when, forecasts, a picture of the explain view.*`,
      },
    },
    state: 'draft',
    author: 'nadia',
    writtenDaysAgo: 1,
    pinned: false,
    helpfulBy: [],
    notHelpfulBy: [],
  },
]
