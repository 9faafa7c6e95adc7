import type { DemoThread } from './types.ts'

/** Hub and sensors. */
export const sensorThreadsEn: DemoThread[] = [
  {
    key: 'probe-reads-zero',
    locale: 'en',
    title: 'Soil probe says 0 % in a pot I watered an hour ago',
    category: 'hub-sensors',
    tags: ['soil-probe', 'calibration'],
    author: 'sam',
    askedHoursAgo: 1010,
    body: `Hi all, complete beginner here, sorry if this is obvious.

I have one SP2 probe in a big tomato pot (40 litres, potting mix with perlite). I watered it properly an hour ago, water even came out at the bottom, and the app still shows **0 %**. Yesterday it showed 0 % too. Temperature looks right: 19.5 °C.

What I tried so far:

- pulled it out and pushed it in again
- new batteries
- the "Refresh" button in the app, many times

If I hold the metal part in my hand it jumps to 31 %, so it is not dead. Is it broken, or am I doing something wrong?`,
    views: 412,
    upBy: ['ingrid', 'claire', 'tomas', 'priya'],
    meToo: ['claire'],
    answers: [
      {
        key: 'a1',
        author: 'ingrid',
        hoursAfter: 2,
        body: `Your hand test says the electronics are fine, so it is contact. Potting mix with perlite is mostly air once it has dried and shrunk: the blades of the probe stand in a gap and measure that gap.

Take a cup of the mix, make it wet like porridge, pour it into the hole and push the probe into *that*. Wait for two samples (30 minutes).`,
        upBy: ['lea', 'sam'],
      },
      {
        key: 'a2',
        author: 'lea',
        hoursAfter: 5,
        body: `Ingrid is right about the contact, and there is a second step that matters as much: the SP2 leaves the factory calibrated for **loam**. Pure potting mix reads far too low until you tell the hub what it is looking at.

1. Settle the probe in wet mix, as Ingrid says, and wait 30 minutes.
2. In the app: *Sensors → your probe → Soil type → Potting mix*.
3. Water until it drips, wait one hour, press **Set as 100 %**.
4. Let the pot dry until the plant just begins to droop, press **Set as 0 %**. Do not skip this one, it is what makes the middle of the scale mean something.

If you prefer the command line, the same thing is:

\`\`\`sh
tilvane sensor set soil-1 --soil potting-mix
tilvane sensor calibrate soil-1 --wet
# a few days later
tilvane sensor calibrate soil-1 --dry
\`\`\`

After that my pots agree with a kitchen scale to within about 4 points.`,
        upBy: ['sam', 'ingrid', 'claire', 'yanis', 'marcus', 'priya'],
        comments: [
          {
            author: 'sam',
            hoursAfter: 8,
            body: 'It says 87 % now!! I had no idea there was a soil type setting. Thank you both.',
          },
          {
            author: 'lea',
            hoursAfter: 9,
            body: 'Good. Come back for the dry point in a few days, the number is only half honest until then.',
          },
        ],
      },
    ],
    accepted: { answer: 'a2', by: 'sam', hoursAfter: 8 },
    related: ['greenhouse-layout'],
    state: 'solved',
  },
  {
    key: 'hub-amber-light',
    locale: 'en',
    title: 'Hub blinks amber slowly and the app says it is offline',
    category: 'hub-sensors',
    tags: ['wifi', 'setup'],
    fields: { device: 'hub-h2', firmware: '4.5.3' },
    author: 'sam',
    askedHoursAgo: 860,
    body: `Since we got a new router on Saturday the hub has a slow amber blink, about once every two seconds, and the app says "Offline, last seen 2 days ago".

I gave the new router the same network name and the same password as the old one on purpose so that I would not have to change anything. Phone and laptop connected by themselves. The hub did not.

I unplugged it for ten minutes, no change. I am a bit afraid of the reset button because I do not want to lose the readings of the whole season. What is the safe thing to do?`,
    views: 655,
    upBy: ['claire', 'ingrid', 'yanis', 'tomas', 'priya'],
    meToo: ['ingrid', 'dax'],
    answers: [
      {
        key: 'a1',
        author: 'tomas',
        hoursAfter: 1,
        body: `I just hold the button until everything goes dark and set it up again. Takes ten minutes, works every time.`,
        upBy: [],
        downBy: ['nadia', 'marcus'],
        comments: [
          {
            author: 'priya',
            hoursAfter: 2,
            body: 'Careful: twelve seconds is a factory reset, and that does delete the readings stored on the hub.',
          },
        ],
      },
      {
        key: 'a2',
        author: 'nadia',
        hoursAfter: 3,
        official: true,
        body: `You will not lose anything, as long as you hold the button for **5 seconds, not 12**.

A slow amber blink means: the hub is healthy, but it has no way to the internet. Routers of the last few years often come with WPA3 only, or with one name for both bands. The hub speaks 2.4 GHz with WPA2 or mixed WPA2/WPA3.

1. On the router, set the security of the 2.4 GHz band to *WPA2/WPA3 mixed*.
2. Hold the hub's button for 5 seconds, until the light blinks amber **fast**. Let go.
3. In the app: *Hub → Change network*, and follow the screen.
4. White and steady? Done. The readings it took while it was offline are sent up within the hour.

| light | meaning |
| --- | --- |
| white, steady | all is well |
| amber, slow | no internet, readings are kept on the hub for up to 90 days |
| amber, fast | waiting for a new network |
| red | fault: write down the number of blinks and ask here |`,
        upBy: ['sam', 'claire', 'lea', 'hugo', 'ingrid', 'priya', 'yanis'],
        comments: [
          {
            author: 'sam',
            hoursAfter: 20,
            body: 'It was WPA3 only. White light, and the two missing days filled in by themselves. Magic.',
          },
        ],
      },
    ],
    accepted: { answer: 'a2', by: 'sam', hoursAfter: 20 },
    state: 'solved',
  },
  {
    key: 'firmware-stuck',
    locale: 'en',
    title: 'Update to firmware 4.6.1 stays at 62 % and starts over every night',
    category: 'hub-sensors',
    tags: ['firmware'],
    fields: { device: 'hub-h2', firmware: '4.5.3' },
    author: 'sam',
    askedHoursAgo: 300,
    body: `My hub wants to go from 4.5.3 to 4.6.1. Every night it tries, gets to 62 %, and in the morning the app says "Update failed, will retry". Five nights in a row now. Everything else works.

Someone on another thread showed where to find the log, so here it is:

\`\`\`log
02:00:04 update  found 4.6.1 (38.2 MB), downloading
02:03:41 update  chunk 62/100 ok
02:03:42 update  write error: no space left on /data
02:03:42 update  rolled back to 4.5.3
02:03:43 update  next try in 86400 s
\`\`\`

"No space left" sounds bad? I only have one probe and the mast. Can I delete something?`,
    views: 203,
    upBy: ['ingrid', 'marcus'],
    meToo: ['ingrid'],
    comments: [
      {
        author: 'marcus',
        hoursAfter: 30,
        body: 'Thanks for posting the log. I have the same 4.5.3 and it updated without trouble, so this is not everybody.',
      },
    ],
    answers: [
      {
        key: 'a1',
        author: 'nadia',
        hoursAfter: 76,
        official: true,
        body: `Thank you for the log, it shows the cause: version 4.5 kept a copy of every picture that the mast camera preview ever made, and never cleaned up. With 4.5.3 the folder can fill the whole partition. It is our mistake, not yours.

You can free the space yourself. Readings are **not** touched by this:

\`\`\`sh
tilvane hub storage           # "previews" should be the big one
tilvane hub storage clear previews
tilvane hub update --now
\`\`\`

No computer at hand? *Hub → Advanced → Free up space* does the same from the app. We have also changed the update so that 4.6.2 makes room before it starts.`,
        upBy: ['sam', 'marcus', 'ingrid', 'priya'],
        comments: [
          {
            author: 'sam',
            hoursAfter: 90,
            body: 'Previews were 1.1 GB. Cleared, updated, 4.6.1 is on. Thanks for owning up to it :)',
          },
        ],
      },
    ],
    accepted: { answer: 'a1', by: 'sam', hoursAfter: 90 },
    escalation: {
      hoursAfter: 73,
      cause: { kind: 'timeout' },
      ticket: {
        state: 'solved',
        priority: 'normal',
        owner: 'nadia',
        takenHoursAfter: 74,
        solvedHoursAfter: 90,
        notes: [
          {
            author: 'nadia',
            hoursAfter: 75,
            body: 'Preview cache again, third case this week. Asked the firmware team to clean up before the update; planned for 4.6.2.',
          },
        ],
      },
    },
    state: 'solved',
  },
  {
    key: 'rain-gauge-double',
    locale: 'en',
    title: 'Rain gauge reports about twice the rain of the station next door',
    category: 'hub-sensors',
    tags: ['rain-gauge', 'calibration'],
    author: 'tomas',
    askedHoursAgo: 30,
    body: `Since the first of the month our mast has recorded 141.2 mm. The cooperative's reference station, 300 m away on the same slope, has 68.9 mm for the same days. The ratio is stable, between 1.9 and 2.1 on every rainy day, so this is not an occasional splash.

The mast stands on a vineyard post at 1.8 m, level (checked with a spirit level). Firmware 4.6.2. I emptied and wiped the bucket, no difference.

Is there a factor somewhere that I could have set to 2 by mistake?`,
    views: 41,
    upBy: ['ingrid'],
    needsInfo: {
      author: 'priya',
      hoursAfter: 6,
      body: 'Could you post the output of “tilvane sensor show rain-1 --raw” after pouring exactly 100 ml through the funnel? The number of tips tells us whether it is the bucket or the factor.',
    },
    answers: [],
    state: 'needs_info',
  },
  {
    key: 'frost-alert-late',
    locale: 'en',
    title: 'Frost alert arrives about 40 minutes after the air is already below zero',
    category: 'hub-sensors',
    tags: ['frost', 'notifications'],
    author: 'ingrid',
    askedHoursAgo: 3,
    body: `Three nights, three late alerts. Alert threshold 1.0 °C, hysteresis 0.5, "at once" switched on.

| night | air below 1.0 °C | alert on phone | delay |
| --- | --- | --- | --- |
| 1 | 03:15 | 03:58 | 43 min |
| 2 | 04:30 | 05:09 | 39 min |
| 3 | 02:45 | 03:26 | 41 min |

The readings themselves arrive in the app on time, I was awake and watched. Push from other apps is immediate. Quiet hours are off. Forty minutes is the difference between a saved and a lost apricot harvest, so I would like to understand where they are spent: is there an averaging window on air temperature that is not shown in the settings?`,
    views: 17,
    upBy: ['lea'],
    meToo: ['lea', 'claire'],
    answers: [],
    state: 'needs_attention',
  },
  {
    key: 'probe-batteries',
    locale: 'en',
    title: 'How do I make the batteries of my probes last?',
    category: 'hub-sensors',
    tags: ['battery', 'soil-probe'],
    author: 'sam',
    askedHoursAgo: 0.5,
    body: `Two of my five probes need new batteries every three months, the others have run for more than a year. Same batteries, same day, bought in one pack.

The two are at the far end of the garden, behind the greenhouse. Is it the reception, or did I buy the wrong type of battery?`,
    views: 9,
    upBy: [],
    answers: [],
    automaticReply: true,
    state: 'needs_attention',
  },
  {
    key: 'widget-gone',
    locale: 'en',
    title: 'Home screen widget shows yesterday although the app is up to date',
    category: 'hub-sensors',
    tags: ['app'],
    author: 'ingrid',
    askedHoursAgo: 450,
    body: `The widget (the wide one with three probes) has been showing yesterday's values since Thursday. The app itself is current when I open it. Removing the widget and adding it again makes it right once, then it stops again after the night.

App 7.2.0. Battery optimisation for the app is off. Background refresh is on. Same behaviour on my tablet, so it is not one device.`,
    views: 88,
    upBy: ['claire'],
    meToo: ['claire', 'sam'],
    comments: [
      {
        author: 'nadia',
        hoursAfter: 6,
        body: 'Known in 7.2.0, the background task loses its session at midnight. 7.2.1 went to the stores today.',
      },
      { author: 'ingrid', hoursAfter: 31, body: '7.2.1 survived the night on both devices.' },
    ],
    answers: [],
    solvedWithoutAnswer: {
      by: 'ingrid',
      hoursAfter: 31,
      reason: 'Fixed by app version 7.2.1; nothing to do but update.',
    },
    state: 'solved',
  },
]
