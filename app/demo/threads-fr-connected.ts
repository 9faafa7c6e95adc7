import type { DemoThread } from './types.ts'

/** API, account and teams. */
export const connectedThreadsFr: DemoThread[] = [
  {
    key: 'ecole-partage',
    locale: 'fr',
    title: "Partager le jardin de l'école avec des élèves mineurs sans créer de comptes",
    category: 'account',
    tags: ['team', 'privacy'],
    author: 'claire',
    askedHoursAgo: 76,
    body: `Bonjour,

Deux classes (48 élèves de neuf à onze ans) relèvent les sondes chaque semaine. Je voudrais qu'ils voient les courbes sur les tablettes de l'école, mais :

- sans adresse électronique ni compte à leur nom,
- sans pouvoir ouvrir une vanne (ils essaieront),
- sans que l'adresse de l'école apparaisse.

La formule Équipe parle d'« invités », mais l'écran d'invitation me demande un courriel pour chacun. Quelle est la bonne manière de faire ? La direction me demande aussi où sont conservées les données.`,
    views: 71,
    upBy: ['lea', 'priya'],
    answers: [
      {
        key: 'r1',
        author: 'theo',
        hoursAfter: 5,
        official: true,
        body: `Bonjour Claire,

Il ne faut pas d'invités, mais un **lien d'affichage** : *Équipe → Partage → Lien d'affichage*. Aucun compte, lecture seule, et vous pouvez masquer le lieu.

| droit | invité | lien d'affichage |
| --- | --- | --- |
| compte et courriel | oui | non |
| voir les courbes | oui | oui |
| ouvrir une vanne | si vous l'autorisez | jamais |
| lieu visible | oui | au choix |

Le lien peut expirer à la fin de l'année scolaire. Les mesures sont conservées dans l'Union européenne pendant 13 mois ; aucune donnée n'est enregistrée sur la personne qui ouvre le lien.

Pour la direction, je peux vous envoyer l'attestation écrite. Dites-moi simplement **au nom de quel établissement** elle doit être établie, en réponse privée et non ici.`,
        upBy: ['claire', 'lea'],
      },
    ],
    escalation: {
      hoursAfter: 4,
      cause: { kind: 'timeout' },
      ticket: {
        state: 'pending',
        priority: 'normal',
        owner: 'theo',
        takenHoursAfter: 4,
        notes: [
          {
            author: 'theo',
            hoursAfter: 6,
            body: "Attestation prête, il manque le nom de l'établissement. Mineurs : ne rien demander en public.",
          },
        ],
      },
    },
    state: 'answered',
  },
  {
    key: 'mqtt-tls-fr',
    locale: 'fr',
    title: 'Le pont MQTT refuse mon certificat : « unknown ca »',
    category: 'api',
    tags: ['mqtt'],
    author: 'hugo',
    askedHoursAgo: 150,
    body: `J'ai monté un petit broker chez moi pour la domotique, avec un certificat fait maison. En clair (1883) tout passe. En TLS :

\`\`\`log
18:12:07 mqtt  connecting broker.maison.example:8883
18:12:07 mqtt  tls alert: unknown ca (48)
18:12:07 mqtt  retry in 30 s
\`\`\`

Je comprends qu'il ne connaît pas mon autorité. Mais où est-ce qu'on la met ? Rien dans l'appli. Firmware 4.6.2.`,
    views: 84,
    upBy: ['ingrid', 'yanis'],
    answers: [
      {
        key: 'r1',
        author: 'ingrid',
        hoursAfter: 10,
        body: `Avec mes excuses pour mon français. Tu peux mettre \`verify: none\` dans la section \`mqtt\` et cela se connecte. C'est chiffré, mais n'importe qui peut se faire passer pour ton broker : seulement pour un essai.`,
        upBy: ['hugo'],
        comments: [
          { author: 'hugo', hoursAfter: 12, body: "OK pour l'essai, mais je ne vais pas laisser ça chez un client." },
        ],
      },
      {
        key: 'r2',
        author: 'yanis',
        hoursAfter: 33,
        body: `La bonne place, c'est le fichier d'autorité, en PEM, déposé une fois depuis un ordinateur du même réseau :

\`\`\`sh
tilvane hub ca add ./ma-ca.pem --name maison
tilvane hub mqtt set --ca maison --verify full
\`\`\`

Attention à deux pièges :

- c'est le certificat de **l'autorité**, pas celui du serveur ;
- le nom du broker doit figurer dans \`subjectAltName\`, le \`CN\` seul ne suffit plus depuis la 4.5.`,
        upBy: ['ingrid', 'lea'],
      },
    ],
    related: ['mqtt-retain'],
    state: 'answered',
  },
  {
    key: 'export-mairie',
    locale: 'fr',
    title: "Sortir la consommation d'eau par site et par mois pour un rapport",
    category: 'api',
    tags: ['export', 'team'],
    author: 'yanis',
    askedHoursAgo: 730,
    body: `Chaque trimestre, je dois fournir un tableau de ce genre au conseil municipal :

| site | avril | mai | juin |
| --- | ---: | ---: | ---: |
| Stade | 41 m³ | 63 m³ | 118 m³ |
| Cimetière | 6 m³ | 9 m³ | 14 m³ |

Aujourd'hui, j'ouvre les douze jardins un par un, j'exporte les cycles d'arrosage et je fais la somme à la main. Une matinée entière, et une erreur à chaque fois.

Y a-t-il un export groupé ? Je n'ai pas de développeur, mais je sais lancer une commande si on me l'écrit.`,
    views: 208,
    upBy: ['theo', 'lea', 'hugo', 'tomas'],
    answers: [
      {
        key: 'r1',
        author: 'theo',
        hoursAfter: 7,
        official: true,
        body: `Bonjour Yanis,

Oui, avec la formule Équipe. Sans rien installer : *Équipe → Rapports → Eau*, choisir « par jardin » et « par mois », puis **CSV**. Le rapport peut être envoyé tout seul le premier du mois.

Et pour qui préfère la ligne de commande :

\`\`\`sh
tilvane report water --team --by garden,month --from 2025-04 --to 2025-06 > eau.csv
\`\`\`

Les volumes viennent du [débitmètre](https://docs.tilvane.example/fr/valve-4/debitmetre) s'il y en a un, sinon de la durée multipliée par le débit déclaré de la ligne. Une colonne \`source\` dit lequel des deux : pensez à la montrer dans votre rapport.`,
        upBy: ['yanis', 'lea', 'hugo', 'tomas'],
        comments: [
          {
            author: 'yanis',
            hoursAfter: 24,
            body: 'La matinée est devenue un clic. La colonne « source » a même clos un vieux débat en réunion.',
          },
        ],
      },
    ],
    accepted: { answer: 'r1', by: 'yanis', hoursAfter: 24 },
    state: 'solved',
  },
  {
    key: 'jeton-expire',
    locale: 'fr',
    title: 'Mon jeton API cesse de marcher tous les 30 jours, est-ce normal ?',
    category: 'api',
    tags: ['api'],
    author: 'claire',
    askedHoursAgo: 590,
    body: `Une maman d'élève nous a fait un petit écran qui affiche l'humidité du potager dans le hall. Tous les mois il affiche « 401 », elle crée un nouveau jeton, et ça repart pour un mois.

Elle utilise ce qu'on obtient en se connectant avec mon compte. Je ne comprends pas tout, mais il doit y avoir plus simple que de la faire venir chaque mois ? Elle est très gentille, mais quand même.`,
    views: 109,
    upBy: ['marcus', 'yanis'],
    answers: [
      {
        key: 'r1',
        author: 'marcus',
        hoursAfter: 8,
        body: `Bonjour Claire (traduit avec de l'aide, pardon pour les fautes).

Le jeton de **connexion** dure 30 jours, c'est voulu : il peut tout faire à ta place. Pour un écran, il faut une **clé**, qui ne se périme pas tant qu'elle sert :

1. *Compte → Clés d'API → Nouvelle clé*
2. Droits : seulement \`readings:read\`, seulement ce jardin
3. Remplacer la valeur dans l'écran :

\`\`\`http
GET /v1/readings/latest?sensor=potager-1 HTTP/1.1
Host: api.tilvane.example
Authorization: Bearer tvk_…
\`\`\`

Si quelqu'un vole la clé dans le hall, il pourra lire l'humidité du potager, et rien d'autre. Pense à supprimer les anciens jetons dans *Compte → Sessions*.`,
        upBy: ['claire', 'yanis', 'lea', 'hugo'],
        comments: [
          {
            author: 'claire',
            hoursAfter: 30,
            body: "C'est fait, avec la maman et deux élèves qui ont tout compris avant moi.",
          },
        ],
      },
    ],
    accepted: { answer: 'r1', by: 'claire', hoursAfter: 30 },
    state: 'solved',
  },
  {
    key: 'donnees-jardin-vendu',
    locale: 'fr',
    title: 'Effacer un jardin vendu tout en gardant mon historique des autres',
    category: 'account',
    tags: ['privacy', 'team'],
    author: 'yanis',
    askedHoursAgo: 1,
    body: `Bonjour, la commune vend un terrain et l'acheteur reprend la centrale. Il veut repartir à zéro ; nous voulons garder nos mesures pour la comparaison avec les autres sites, **sans** que nos données restent dans l'appareil.

Je vois trois boutons : « Retirer du compte », « Transférer », « Effacer ». Aucun ne dit clairement ce que deviennent les mesures déjà en ligne, ni celles de la mémoire locale. Lequel, et dans quel ordre ? La remise des clés est demain.`,
    views: 6,
    upBy: [],
    answers: [],
    state: 'needs_attention',
  },
]
