import type { DemoThread } from './types.ts'

/** Watering and recipes, ideas. */
export const gardenThreadsFr: DemoThread[] = [
  {
    key: 'recette-ombrage',
    locale: 'fr',
    title: "La toile d'ombrage monte et descend sans arrêt dès qu'un nuage passe",
    category: 'watering',
    tags: ['recipes', 'greenhouse'],
    author: 'claire',
    askedHoursAgo: 560,
    body: `Bonjour à tous,

Dans la serre de l'école, une recette déroule la toile d'ombrage quand il fait plus de 28 °C et la remonte en dessous. Les jours nuageux, le moteur part toutes les deux minutes. Les élèves trouvent ça très drôle, le moteur beaucoup moins.

\`\`\`yaml
name: Ombrage serre
when: { sensor: air-serre, above: 28 }
do: [ { motor: toile, go: down } ]
else: [ { motor: toile, go: up } ]
\`\`\`

Je n'ai jamais programmé, j'ai recopié l'exemple du livret. Comment lui dire d'attendre un peu avant de changer d'avis ?`,
    views: 152,
    upBy: ['lea', 'yanis'],
    answers: [
      {
        key: 'r1',
        author: 'yanis',
        hoursAfter: 6,
        body: `On a eu le même souci avec les volets du local technique. Il faut deux choses : une **marge** entre les deux seuils, et une **durée** pendant laquelle la condition doit rester vraie.

\`\`\`yaml
name: Ombrage serre
when: { sensor: air-serre, above: 28, for: 10m }
do: [ { motor: toile, go: down } ]
else_when: { sensor: air-serre, below: 25, for: 15m }
else: [ { motor: toile, go: up } ]
\`\`\`

Entre 25 et 28 °C, il ne se passe rien : la toile reste où elle est. Pour vérifier avant de lâcher les élèves :

\`\`\`sh
tilvane recipe replay "Ombrage serre" --last 7d
\`\`\`

La commande rejoue la semaine passée et compte les mouvements. Chez nous : 212 avant, 9 après.`,
        upBy: ['lea', 'claire', 'hugo'],
        comments: [
          {
            author: 'lea',
            hoursAfter: 30,
            body: "Très bonne réponse. J'ajouterais seulement `min_rest: 5m` pour protéger le moteur quoi qu'il arrive.",
          },
        ],
      },
    ],
    accepted: { answer: 'r1', by: 'lea', hoursAfter: 200 },
    state: 'solved',
  },
  {
    key: 'vannes-gel',
    locale: 'fr',
    title: 'Comment purger les vannes avant les premières gelées sans tout démonter ?',
    category: 'watering',
    tags: ['frost', 'valve', 'recipes'],
    author: 'yanis',
    askedHoursAgo: 890,
    body: `Nous avons douze sites, chacun avec un module Valve 4, et une équipe de trois personnes. L'hiver dernier, deux électrovannes ont éclaté parce que nous n'étions pas passés à temps.

Démonter partout prend une demi-journée par site. Je cherche une méthode :

1. qui puisse se préparer à l'avance,
2. qui ne demande qu'un passage court sur place,
3. et qui prévienne si un site a été oublié.

Le réseau est gravitaire sur neuf sites, avec une pompe sur les trois autres. Avez-vous une routine qui marche ?`,
    views: 298,
    upBy: ['lea', 'hugo', 'claire', 'theo', 'ingrid'],
    answers: [
      {
        key: 'r1',
        author: 'lea',
        hoursAfter: 20,
        body: `Oui, je le fais chaque année fin octobre, vingt minutes par parcelle.

**Sur place**
1. Fermer l'arrivée d'eau *en amont* du module.
2. Ouvrir la vanne de vidange au point bas.
3. Lancer la recette de purge, depuis l'application.

\`\`\`yaml
name: Purge hiver
when: manual
do:
  - { valve: all, open: 4m, one_by_one: true }
  - { valve: all, open: 1m }
  - { set: winter, value: on }
\`\`\`

La deuxième ligne, toutes vannes ouvertes ensemble, laisse entrer l'air : c'est elle qui vide vraiment les coudes. Avec une pompe, coupe-la **avant**, sinon elle tourne à sec.

**Pour l'oubli** : \`winter\` reste à \`off\` tant que la purge n'a pas été lancée.

\`\`\`yaml
name: Site oublié
when: { forecast: min_temp, next: 72h, below: 1 }
if: [ { flag: winter, is: off } ]
do: [ { notify: equipe, text: "Purge non faite : {garden}" } ]
\`\`\`

Trois jours d'avance, cela laisse le temps d'y aller.`,
        upBy: ['yanis', 'hugo', 'theo', 'claire', 'nadia', 'ingrid'],
        comments: [
          {
            author: 'yanis',
            hoursAfter: 45,
            body: "Testé sur deux sites : dix-huit minutes chacun. C'est adopté pour les douze.",
          },
        ],
      },
      {
        key: 'r2',
        author: 'hugo',
        hoursAfter: 26,
        body: `Moi je souffle les lignes au compresseur, 2 bars max, vanne par vanne. Plus rapide si t'as déjà le compresseur dans le camion. Au-dessus de 2 bars tu arraches les goutteurs, vécu.`,
        upBy: ['yanis'],
      },
    ],
    accepted: { answer: 'r1', by: 'yanis', hoursAfter: 45 },
    state: 'solved',
  },
  {
    key: 'vanne-suinte',
    locale: 'fr',
    title: 'Vanne 2 du module Valve 4 qui suinte quand elle est fermée',
    category: 'watering',
    tags: ['valve'],
    author: 'hugo',
    askedHoursAgo: 5,
    body: `Salut. Module posé il y a 6 semaines, vanne 2 : une goutte toutes les 3-4 secondes alors qu'elle est fermée. Les trois autres sont sèches. Pression 3,1 bars au compteur, filtre propre (vérifié ce matin).

J'ai permuté les fils des bobines 2 et 3 : ça suinte toujours sur la 2, donc pas électrique.

C'est la membrane ? Elle se trouve en pièce détachée ou il faut changer tout le module ? Le client me voit passer tous les jours, j'aimerais bien lui répondre.`,
    views: 14,
    upBy: [],
    answers: [],
    state: 'needs_attention',
  },
  {
    key: 'goutteurs-debit',
    locale: 'fr',
    title: 'Débit affiché deux fois trop faible sur une ligne de goutteurs',
    category: 'watering',
    tags: ['valve', 'calibration'],
    author: 'yanis',
    askedHoursAgo: 340,
    body: `Ligne de 120 goutteurs de 2 l/h, donc 240 l/h attendus. Le module affiche 118 l/h, de façon stable. Au seau, sur dix minutes, je mesure 39 litres, soit 234 l/h : c'est l'affichage qui est faux, pas la ligne.

Le débitmètre est celui du module, monté dans le bon sens (flèche vérifiée). Les trois autres lignes, en aspersion, sont justes à 3 % près. Où corriger ?`,
    views: 92,
    upBy: ['lea'],
    answers: [
      {
        key: 'r1',
        author: 'tomas',
        hoursAfter: 4,
        body: `Multiply by two in your spreadsheet, that is what I would do. (Sorry for the English.)`,
        upBy: [],
        downBy: ['lea'],
      },
      {
        key: 'r2',
        author: 'lea',
        hoursAfter: 9,
        body: `Sous 150 l/h environ, la turbine du débitmètre ne tourne pas rond, d'où l'erreur en goutte-à-goutte et pas en aspersion. Il y a un réglage exprès :

1. *Valve 4 → Ligne → Type* : choisir **Goutte-à-goutte**.
2. Faire un étalonnage au seau, dix minutes au moins :

\`\`\`sh
tilvane valve calibrate massif-2 --litres 39 --minutes 10
\`\`\`

3. Relancer un cycle et comparer. Un écart de 5 % est normal à ce débit.

Surtout pas de facteur 2 dans un tableur : l'erreur n'est pas la même à 100 et à 200 l/h.`,
        upBy: ['yanis', 'hugo', 'ingrid'],
        comments: [{ author: 'yanis', hoursAfter: 28, body: 'Affiché 231, mesuré 234. Parfait.' }],
      },
    ],
    accepted: { answer: 'r2', by: 'yanis', hoursAfter: 28 },
    state: 'solved',
  },
  {
    key: 'mode-vacances',
    locale: 'fr',
    title: 'Idée : un mode vacances qui suspend un client sans toucher aux recettes',
    category: 'feedback',
    tags: ['scheduling', 'app'],
    author: 'hugo',
    askedHoursAgo: 260,
    body: `Quand un client part et ferme son eau, je dois désactiver ses recettes une par une, puis me souvenir de les remettre. J'ai oublié deux fois, dont une fois des hortensias à 400 balles.

Je voudrais un bouton « Suspendre ce jardin du … au … ». Tout s'arrête, tout repart, et une notif la veille de la reprise. Qui d'autre en aurait l'usage ?`,
    views: 97,
    upBy: ['yanis', 'claire', 'lea'],
    meToo: ['yanis'],
    answers: [
      {
        key: 'r1',
        author: 'yanis',
        hoursAfter: 4,
        body: `Moi, tous les étés pendant la fermeture du stade. En attendant, j'ai un drapeau \`pause\` que toutes mes recettes testent :

\`\`\`yaml
if: [ { flag: pause, is: off } ]
\`\`\`

Un seul interrupteur par jardin, donc. Il manque la date de reprise automatique, et là ton bouton serait parfait.`,
        upBy: ['hugo', 'lea', 'claire'],
        comments: [
          {
            author: 'theo',
            hoursAfter: 22,
            body: "Transmis à l'équipe produit, avec les hortensias en pièce à conviction.",
          },
        ],
      },
    ],
    state: 'answered',
  },
]
