import type { DemoThread } from './types.ts'

/** Getting started, watering, ideas. */
export const gardenThreadsEn: DemoThread[] = [
  {
    key: 'hub-amber-again',
    locale: 'en',
    title: 'orange light after changing internet provider, hub not connecting',
    category: 'getting-started',
    tags: ['wifi'],
    author: 'dax',
    askedHoursAgo: 310,
    body: `changed provider, new box, now the hub does an orange blinking thing and nothing in the app since tuesday. rebooted everything twice. do I need to buy a new hub or what`,
    views: 58,
    upBy: [],
    comments: [
      {
        author: 'priya',
        hoursAfter: 2,
        body: 'No new hub needed. This is the same as an earlier thread, the official answer there has the four steps: change the network with a 5 second press.',
      },
    ],
    answers: [],
    closed: {
      by: 'priya',
      hoursAfter: 2,
      reason: 'duplicate',
      duplicateOf: 'hub-amber-light',
      note: 'Same light, same cause, and the answer there covers a new router.',
    },
    state: 'closed',
  },
  {
    key: 'wind-siting',
    locale: 'en',
    title: 'How high does the wind mast need to be on a small terrace?',
    category: 'getting-started',
    tags: ['wind', 'setup'],
    author: 'sam',
    askedHoursAgo: 690,
    body: `The booklet says "10 m above open ground". I have a terrace of 12 square metres with a wall on two sides, so… no.

I only want to know when it gets too windy for the tomatoes and the parasol. Is it worth mounting the mast at all, and where would you put it? I could fix a pole to the railing (about 1.5 m above it) or to the wall of the stair house (3 m above the terrace, but close to the roof edge).`,
    views: 187,
    upBy: ['claire', 'lea'],
    answers: [
      {
        key: 'a1',
        author: 'ingrid',
        hoursAfter: 6,
        body: `The 10 m rule is for comparing stations with each other. You do not want to compare, you want a warning, and for that a biased but *consistent* place is fine.

Take the stair house, and stay clear of the roof edge: wind speeds up over an edge and swirls behind it. A rule of thumb is to be at least **half a metre above** the edge, or two metres away from it.

Then run it for two windy days, write down at which gust the parasol begins to complain, and set your alert 20 % under that number. On my own balcony that turned out to be 31 km/h, which no table would have told me.`,
        upBy: ['sam', 'priya', 'tomas'],
        comments: [
          { author: 'sam', hoursAfter: 80, body: 'Parasol complains at 34. Alert set to 27. Love this approach.' },
        ],
      },
      {
        key: 'a2',
        author: 'priya',
        hoursAfter: 9,
        body: `Whatever you choose, use the second bracket from the box. A pole on a railing hums, and your neighbours will hear it at night before you do.`,
        upBy: ['sam'],
      },
    ],
    accepted: { answer: 'a1', by: 'sam', hoursAfter: 80 },
    state: 'solved',
  },
  {
    key: 'which-drill',
    locale: 'en',
    title: 'Which cordless drill should I buy to mount the mast?',
    category: 'getting-started',
    tags: ['setup'],
    author: 'dax',
    askedHoursAgo: 400,
    body: `need to drill four holes in a concrete wall for the mast bracket. which cordless drill is good and not too expensive? also where to buy`,
    views: 74,
    upBy: [],
    downBy: ['marcus'],
    answers: [],
    closed: {
      by: 'priya',
      hoursAfter: 5,
      reason: 'off_topic',
      note: 'Shopping advice goes out of date quickly and is not about Tilvane. The hole pattern of the bracket (8 mm, four holes, 60 mm apart) is in the booklet.',
    },
    state: 'closed',
  },
  {
    key: 'valve-runs-in-rain',
    locale: 'en',
    title: 'Recipe opens the valve although it has been raining all day',
    category: 'watering',
    tags: ['recipes', 'rain-gauge', 'valve'],
    author: 'ingrid',
    askedHoursAgo: 72,
    body: `This is the complete recipe, hub on 4.6.2:

\`\`\`yaml
name: Bed 3 in the evening
when: { time: "20:30" }
if:
  - { sensor: soil-3, below: 35 }
  - { sensor: rain-1, last: 24h, below: 4 }
do:
  - { valve: bed-3, open: 12m }
\`\`\`

On Monday it rained 11.6 mm between 06:00 and 19:00, the gauge shows it, and at 20:30 the valve opened anyway. soil-3 was at 33 %, so the first condition was true and the second should have been false.

The history of the recipe only says \`ran: yes\`. What I expect: both conditions must hold. Is \`if\` a list of *or*?`,
    views: 96,
    upBy: ['lea', 'yanis', 'tomas'],
    meToo: ['yanis'],
    answers: [
      {
        key: 'a1',
        author: 'lea',
        hoursAfter: 4,
        body: `No, \`if\` is always *and*. What bites you is \`last: 24h\`: without \`sum\` the hub takes the **latest** reading inside the window, and at 20:30 that was 0.0 mm.

\`\`\`yaml
  - { sensor: rain-1, last: 24h, sum: true, below: 4 }
\`\`\`

The same word exists for \`min\`, \`max\` and \`mean\`. For soil you rarely need it, for rain nearly always.`,
        upBy: ['ingrid', 'marcus', 'yanis', 'claire'],
      },
      {
        key: 'a2',
        author: 'yanis',
        hoursAfter: 22,
        body: `Beside what Léa says, you can see what each condition evaluated to, which would have shown this at once:

\`\`\`sh
tilvane recipe explain "Bed 3 in the evening" --at "monday 20:30"
\`\`\`

We put that line in our checklist for every new recipe.`,
        upBy: ['lea', 'ingrid'],
      },
    ],
    state: 'answered',
  },
  {
    key: 'greenhouse-layout',
    locale: 'en',
    title: 'Show us how you place your sensors in a greenhouse',
    category: 'feedback',
    tags: ['greenhouse', 'soil-probe'],
    author: 'priya',
    askedHoursAgo: 580,
    body: `I moved my probes around three times this year and learned something each time, so let us collect. Mine, 6 × 3 m, two beds and a path:

- one SP2 in the middle of each bed, 15 cm deep
- one in the **driest corner** by the door, because that one decides when I water
- air sensor at the height of the plants, in the shade of a board

What did you change after the first season, and why?`,
    views: 274,
    upBy: ['lea', 'sam', 'claire', 'ingrid', 'tomas'],
    answers: [
      {
        key: 'a1',
        author: 'lea',
        hoursAfter: 12,
        body: `Tunnels of 40 m here. First season: a probe every 5 m, and I looked at none of them. Now: **two per tunnel**, one at each end, and I water on the mean.

The best change was to put a third one *under the path*. It never gets watered, so it shows how deep the dry goes. When the path falls under 18 %, I start watering longer instead of more often.`,
        upBy: ['priya', 'ingrid', 'sam', 'claire'],
      },
      {
        key: 'a2',
        author: 'sam',
        hoursAfter: 40,
        body: `Balcony greenhouse, so basically a cupboard. I had the air sensor on the metal frame and it said 48 °C at noon. It was measuring the frame. It hangs on a string now.`,
        upBy: ['priya', 'lea', 'claire'],
      },
    ],
    related: ['probe-reads-zero'],
    state: 'answered',
  },
  {
    key: 'schedule-rant',
    locale: 'en',
    title: 'Whoever made the schedule screen has clearly never seen a garden',
    category: 'feedback',
    tags: ['app', 'scheduling'],
    author: 'dax',
    askedHoursAgo: 46,
    body: `Three taps to move a watering time by ten minutes. THREE. And then it asks me if I am sure. Of course I am sure you muppets, I tapped three times.

Do the people who make this even think, or do you just pay a bunch of idiots to draw rectangles all day? And before one of the fanboys here tells me to "use a recipe": get lost, nobody asked you.

Put the times in a list and let me drag them. It is not hard.`,
    views: 63,
    upBy: [],
    downBy: ['priya', 'lea'],
    comments: [
      {
        author: 'claire',
        hoursAfter: 2,
        body: 'Dragging the times would be nice indeed. The rest of this was not needed.',
      },
    ],
    answers: [],
    reviews: [
      {
        on: 'question',
        flags: [
          {
            by: 'claire',
            hoursAfter: 3,
            reason: 'rude',
            note: 'There is an idea in it, but insults to everybody around it.',
          },
          { by: 'sam', hoursAfter: 9, reason: 'rude' },
        ],
      },
    ],
    state: 'needs_attention',
  },
]
