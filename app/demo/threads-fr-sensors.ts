import type { DemoThread } from './types.ts'

/** Hub and sensors, getting started. */
export const sensorThreadsFr: DemoThread[] = [
  {
    key: 'sonde-piles',
    locale: 'fr',
    title: 'Les piles des sondes tiennent 3 mois au lieu de 2 ans',
    category: 'hub-sensors',
    tags: ['battery', 'soil-probe'],
    author: 'hugo',
    askedHoursAgo: 980,
    body: `Bonjour, je fais vite. 14 sondes SP2 chez un client, posées il y a trois mois. La boîte annonce deux ans d'autonomie. Là j'en ai déjà 5 à moins de 20 % et je n'ai pas envie d'y retourner tous les trimestres avec un sac de piles.

Piles alcalines de supermarché, neuves. Relevé toutes les 15 min, réglage d'usine. Les 5 en question sont toutes **au fond du terrain**, derrière le hangar en tôle, si ça peut aider.

C'est un lot défectueux ? Une idée avant que je renvoie tout ?`,
    views: 336,
    upBy: ['lea', 'yanis', 'claire', 'theo'],
    meToo: ['yanis'],
    answers: [
      {
        key: 'r1',
        author: 'lea',
        hoursAfter: 3,
        body: `Ne renvoie rien, c'est la radio. Une sonde qui n'obtient pas d'accusé de réception recommence, jusqu'à huit fois, de plus en plus fort. Derrière de la tôle elle passe sa vie à crier.

Regarde la colonne \`essais\` :

\`\`\`text
$ tilvane sensor list --radio
sonde      signal   essais   pile
soil-02    -71 dBm   1,0     96 %
soil-09   -118 dBm   6,4     18 %
soil-11   -116 dBm   5,9     17 %
\`\`\`

Au-delà de 2 essais en moyenne, il faut agir :

1. **Monter la centrale** : un mètre de plus change souvent tout, et jamais derrière une vitre métallisée.
2. Sinon, un relais de l'autre côté du hangar.
3. Passer au **lithium** (AA, 1,5 V). Les alcalines chutent dès qu'il fait froid, même avec une bonne radio.

Chez moi : alcalines 7 mois, lithium 26 mois, mêmes sondes, même champ.`,
        upBy: ['hugo', 'yanis', 'claire', 'theo', 'ingrid'],
        comments: [
          {
            author: 'hugo',
            hoursAfter: 50,
            body: "Centrale montée sous le faîtage + lithium. Essais à 1,3 partout. Merci, tu m'évites un retour usine.",
          },
        ],
      },
    ],
    accepted: { answer: 'r1', by: 'hugo', hoursAfter: 50 },
    related: ['relais-portee'],
    state: 'solved',
  },
  {
    key: 'pluviometre-toile',
    locale: 'fr',
    title: "Pluviomètre bloqué à 0 mm depuis une semaine alors qu'il pleut",
    category: 'hub-sensors',
    tags: ['rain-gauge'],
    author: 'claire',
    askedHoursAgo: 430,
    body: `Bonjour,

Depuis une semaine, le pluviomètre du jardin de l'école affiche 0 mm. Il a plu mardi et jeudi, les bottes des enfants peuvent en témoigner. Le vent et la température du même mât fonctionnent.

J'ai versé un verre d'eau dans l'entonnoir : l'eau ressort bien par-dessous, mais rien dans l'application, même après une demi-heure. On n'entend pas non plus le petit « tac » qu'on entendait avant.

Peut-on l'ouvrir sans rien casser ? Je n'ai qu'un tournevis et vingt-quatre assistants de neuf ans.`,
    views: 119,
    upBy: ['lea', 'hugo', 'yanis'],
    answers: [
      {
        key: 'r1',
        author: 'hugo',
        hoursAfter: 2,
        body: `Araignée. À tous les coups. Pas de « tac » = l'auget ne bascule plus.

1. Tourner l'entonnoir d'un quart de tour à gauche, il se soulève.
2. Dessous, la petite bascule : enlever la toile avec un pinceau, **pas avec le tournevis**.
3. La faire basculer à la main dix fois : 2 mm doivent apparaître dans l'appli dans le quart d'heure.
4. Remettre l'entonnoir, crans en face.

Un bout de bas nylon tendu sous le tamis et elles ne reviennent plus.`,
        upBy: ['claire', 'lea', 'yanis'],
        comments: [
          {
            author: 'claire',
            hoursAfter: 26,
            body: 'Une araignée, et ses œufs. Relogée sous le composteur par un comité de neuf élèves. Merci !',
          },
        ],
      },
      {
        key: 'r2',
        author: 'promo',
        hoursAfter: 60,
        body: `Super offre !!! Tous les pluviomètres à moitié prix seulement aujourd'hui, livraison gratuite, cliquez vite : https://bargains.example/pluvio?ref=ecole`,
        upBy: [],
        downBy: ['lea'],
      },
    ],
    accepted: { answer: 'r1', by: 'claire', hoursAfter: 26 },
    reviews: [
      {
        on: 'r2',
        flags: [
          { by: 'hugo', hoursAfter: 61, reason: 'spam' },
          { by: 'lea', hoursAfter: 62, reason: 'spam', note: 'Publicité sans rapport avec la question.' },
        ],
        decision: {
          by: 'priya',
          hoursAfter: 63,
          outcome: 'upheld',
          note: 'Advertising with a referral link. Hidden; second one from this account and we will talk about a suspension.',
        },
      },
    ],
    state: 'solved',
  },
  {
    key: 'wifi-5ghz',
    locale: 'fr',
    title: "La centrale ne voit pas mon Wi-Fi pendant l'installation",
    category: 'getting-started',
    tags: ['wifi', 'setup'],
    author: 'hugo',
    askedHoursAgo: 620,
    body: `Nouveau chantier, nouvelle centrale H2. L'appli liste le Wi-Fi du voisin, celui de la boulangerie, mais pas celui du client, alors que mon téléphone est connecté dessus au même endroit.

Box récente, je n'ai pas les codes admin et le client est au travail. Il y a moyen de s'en sortir sans toucher à la box ? J'ai une heure.`,
    views: 171,
    upBy: ['claire', 'yanis'],
    answers: [
      {
        key: 'r1',
        author: 'theo',
        hoursAfter: 1,
        official: true,
        body: `Bonjour Hugo,

Votre téléphone est très probablement connecté en 5 GHz ; la centrale n'entend que le **2,4 GHz**. Deux solutions sans accès à la box :

- **Câble réseau** : la prise est sous le capot, à gauche de l'alimentation. Branchez, attendez la lumière blanche, c'est tout. Le Wi-Fi pourra être réglé plus tard, à distance.
- **Réseau invité** : beaucoup de box en diffusent un en 2,4 GHz, avec le code imprimé sur l'étiquette.

Sans internet du tout, vous pouvez aussi installer « hors ligne » (\`Installer → Plus tard\`) : les mesures sont gardées 90 jours dans la centrale.`,
        upBy: ['hugo', 'claire', 'yanis'],
        comments: [{ author: 'hugo', hoursAfter: 2, body: 'Câble. Lumière blanche en 40 secondes. Merci !' }],
      },
    ],
    accepted: { answer: 'r1', by: 'hugo', hoursAfter: 2 },
    related: ['relais-portee'],
    state: 'solved',
  },
  {
    key: 'relais-portee',
    locale: 'fr',
    title: 'Un relais suffit-il pour une sonde à 600 m derrière un talus ?',
    category: 'hub-sensors',
    tags: ['setup', 'soil-probe'],
    author: 'yanis',
    askedHoursAgo: 120,
    body: `Le nouveau massif du rond-point est à 600 m de la centrale du stade, avec un talus de 4 m entre les deux. La notice annonce « jusqu'à 1 km en champ libre ».

Mesures faites hier avec une sonde tenue à la main :

| endroit | signal | essais |
| --- | --- | --- |
| stade, 50 m | -62 dBm | 1,0 |
| haut du talus, 480 m | -97 dBm | 1,2 |
| rond-point, 600 m | aucun | n/a |

Je pense poser un relais en haut du talus, sur un candélabre. Est-ce que quelqu'un a déjà une telle configuration, et le relais peut-il être alimenté seulement la nuit, quand l'éclairage public est allumé ?`,
    views: 67,
    upBy: ['hugo', 'lea'],
    answers: [
      {
        key: 'r1',
        author: 'lea',
        hoursAfter: 18,
        body: `-97 dBm et 1,2 essai en haut du talus : c'est bon, un seul relais suffira, il « verra » des deux côtés.

Pour l'alimentation la nuit seulement : le relais a une petite batterie de quatre heures environ, donc il s'arrêtera en journée. Les sondes gardent **48 relevés** en mémoire et les renvoient ensuite, soit douze heures. En hiver cela passe, en été la journée est plus longue que ça et tu perdras des points l'après-midi.`,
        upBy: ['yanis', 'hugo'],
      },
    ],
    comments: [
      {
        author: 'yanis',
        hoursAfter: 41,
        body: "Merci Léa. Justement, c'est l'été qui nous intéresse. Existe-t-il un petit panneau solaire compatible avec le relais ? Je ne trouve rien au catalogue.",
      },
    ],
    related: ['sonde-piles'],
    state: 'needs_attention',
  },
  {
    key: 'notifications-nuit',
    locale: 'fr',
    title: "Recevoir l'alerte de gel la nuit mais pas les autres notifications",
    category: 'hub-sensors',
    tags: ['notifications', 'frost', 'app'],
    author: 'claire',
    askedHoursAgo: 480,
    body: `J'ai activé les heures calmes de 21 h à 7 h, parce que « Sonde 4 : humidité sous 30 % » à trois heures du matin, merci bien. Mais du coup je n'ai pas reçu non plus l'alerte de gel, et les semis ont pris froid.

Est-ce qu'on peut faire une exception pour une seule alerte ? Je ne trouve qu'un interrupteur général.`,
    views: 133,
    upBy: ['hugo', 'lea'],
    answers: [
      {
        key: 'r1',
        author: 'lea',
        hoursAfter: 2,
        body: `Oui, mais le réglage est du côté de l'alerte et non des heures calmes : *Alertes → Gel → Importance → **Critique***. Une alerte critique passe toujours, même téléphone en silencieux si tu l'autorises.

N'en mets qu'une ou deux en critique. J'en avais sept, j'ai fini par éteindre le téléphone, ce qui règle le problème d'une autre façon.`,
        upBy: ['claire', 'hugo', 'yanis'],
        comments: [
          {
            author: 'claire',
            hoursAfter: 13,
            body: 'Réveillée à 4 h 12, voile posé à 4 h 20, semis saufs. Merci (je crois).',
          },
        ],
      },
    ],
    accepted: { answer: 'r1', by: 'claire', hoursAfter: 13 },
    state: 'solved',
  },
]
