import type { DemoArticle } from './types.ts'

/** Pinned articles: the FAQ of their categories. */
export const pinnedArticles: DemoArticle[] = [
  {
    key: 'first-day',
    category: 'getting-started',
    tags: ['setup', 'wifi'],
    locale: 'en',
    versions: {
      en: {
        title: 'Install your hub in fifteen minutes',
        body: `You need the hub, its power supply, a phone with the app, and the name and password of a 2.4 GHz network (or a network cable).

## Where to put the hub

As high as you can, indoors, near a window that is **not** metal-coated. One metre higher often helps the radio more than a relay.

## Step by step

1. Plug in the power. The light turns amber and blinks fast: the hub is waiting for a network.
2. In the app, tap *Add a hub* and scan the code under the cover.
3. Choose the network, or plug in the cable and skip this step.
4. Wait for a steady white light. This can take two minutes, longer if the hub fetches an update first.
5. Add the sensors one at a time: *Add a sensor*, then press the sensor's button until it blinks.

## If it does not work

| what you see | what to do |
| --- | --- |
| your network is not in the list | it is 5 GHz only: use the guest network or the cable |
| amber, slow | no internet: see *What the light of the hub means* |
| a sensor is not found | bring it within three metres of the hub, then try again |

You can also install offline (*Install → Later*). Readings stay on the hub for 90 days.`,
      },
      fr: {
        title: "Installer sa centrale en un quart d'heure",
        body: `Il vous faut la centrale, son alimentation, un téléphone avec l'application, et le nom et le mot de passe d'un réseau 2,4 GHz (ou un câble réseau).

## Où la placer

Le plus haut possible, à l'intérieur, près d'une fenêtre dont le vitrage n'est **pas** métallisé. Un mètre de plus vaut souvent mieux qu'un relais.

## Pas à pas

1. Branchez l'alimentation. La lumière ambre clignote vite : la centrale attend un réseau.
2. Dans l'application, touchez *Ajouter une centrale* et scannez le code sous le capot.
3. Choisissez le réseau, ou branchez le câble et passez cette étape.
4. Attendez la lumière blanche fixe : deux minutes, parfois plus s'il y a une mise à jour.
5. Ajoutez les capteurs un par un : *Ajouter un capteur*, puis pressez son bouton jusqu'à ce qu'il clignote.

## Si cela ne marche pas

| ce que vous voyez | ce qu'il faut faire |
| --- | --- |
| votre réseau n'est pas dans la liste | il n'est qu'en 5 GHz : prenez le réseau invité ou le câble |
| ambre, lent | pas d'internet : voir *Ce que dit la lumière de la centrale* |
| un capteur reste introuvable | approchez-le à moins de trois mètres et recommencez |

L'installation hors ligne est possible (*Installer → Plus tard*). Les mesures restent 90 jours dans la centrale.`,
      },
    },
    state: 'published',
    author: 'nadia',
    writtenDaysAgo: 300,
    submittedDaysAgo: 299,
    validated: { by: 'theo', daysAgo: 297 },
    pinned: true,
    helpfulBy: ['sam', 'claire', 'hugo', 'yanis', 'priya'],
    notHelpfulBy: [{ by: 'dax', reason: 'too long' }],
  },
  {
    key: 'hub-light',
    category: 'hub-sensors',
    tags: ['wifi', 'setup'],
    locale: 'en',
    versions: {
      en: {
        title: 'What the light of the hub means',
        body: `| light | meaning | what to do |
| --- | --- | --- |
| white, steady | all is well | nothing |
| amber, slow | no way to the internet | see below |
| amber, fast | waiting for a network | finish the installation in the app |
| red, with pauses | fault; the number of blinks is its code | note the code and ask in the forum |

## Amber and slow after a new router

The hub is healthy and keeps its readings for up to 90 days. It speaks 2.4 GHz with WPA2 or mixed WPA2/WPA3; many new routers start with WPA3 only.

1. Set the security of the 2.4 GHz band to *WPA2/WPA3 mixed*.
2. Hold the hub's button for **5 seconds**, until the light blinks fast. Let go.
3. In the app: *Hub → Change network*.
4. Wait for the white light. Missing readings are sent up within the hour.

> **Not 12 seconds.** That is a factory reset and deletes the readings stored on the hub.`,
      },
      fr: {
        title: 'Ce que dit la lumière de la centrale',
        body: `| lumière | sens | que faire |
| --- | --- | --- |
| blanche, fixe | tout va bien | rien |
| ambre, lente | pas d'accès à internet | voir plus bas |
| ambre, rapide | en attente d'un réseau | finir l'installation dans l'application |
| rouge, avec pauses | panne ; le nombre d'éclats est son code | noter le code et demander sur le forum |

## Ambre et lente après un changement de box

La centrale va bien et garde ses mesures jusqu'à 90 jours. Elle parle 2,4 GHz, en WPA2 ou en mode mixte WPA2/WPA3 ; beaucoup de box récentes démarrent en WPA3 seul.

1. Réglez la bande 2,4 GHz sur *WPA2/WPA3 mixte*.
2. Tenez le bouton **5 secondes**, jusqu'au clignotement rapide, puis lâchez.
3. Dans l'application : *Centrale → Changer de réseau*.
4. Attendez la lumière blanche. Les mesures manquantes remontent dans l'heure.

> **Pas 12 secondes** : c'est la remise à zéro, qui efface les mesures gardées dans la centrale.`,
      },
    },
    state: 'published',
    author: 'nadia',
    writtenDaysAgo: 34,
    submittedDaysAgo: 34,
    validated: { by: 'theo', daysAgo: 33 },
    pinned: true,
    sourceThread: 'hub-amber-light',
    helpfulBy: ['marcus', 'claire', 'ingrid', 'lea', 'tomas', 'yanis'],
    notHelpfulBy: [{ by: 'hugo', reason: 'Il manque le détail des codes rouges.' }],
  },
  {
    key: 'piles-sondes',
    category: 'hub-sensors',
    tags: ['battery', 'soil-probe'],
    locale: 'fr',
    versions: {
      fr: {
        title: 'Faire durer les piles des sondes',
        body: `Une sonde bien reçue tient deux ans. Une sonde mal reçue recommence chaque envoi jusqu'à huit fois, de plus en plus fort, et vide ses piles en un trimestre.

## Vérifier la radio

\`\`\`sh
tilvane sensor list --radio
\`\`\`

Dans l'application : *Capteurs → trier par signal*. Regardez la colonne \`essais\` :

- **moins de 1,5** : rien à faire ;
- **de 1,5 à 2** : à surveiller en été, quand le feuillage pousse ;
- **plus de 2** : à corriger.

## Corriger, du plus simple au plus cher

1. Monter la centrale d'un mètre, loin des tôles et des vitrages métallisés.
2. Tourner la sonde : le côté du logo vers la centrale.
3. Poser un relais à mi-chemin.

## Choisir les piles

| type | autonomie constatée | gel |
| --- | --- | --- |
| lithium AA 1,5 V | 24 à 28 mois | oui |
| alcaline AA | 6 à 9 mois | chute dès 0 °C |
| rechargeable NiMH | déconseillé | non |`,
      },
      en: {
        title: 'Make the batteries of your probes last',
        body: `A probe with good reception lasts two years. One with poor reception repeats every message up to eight times, louder each time, and is empty within three months.

## Check the radio

\`\`\`sh
tilvane sensor list --radio
\`\`\`

In the app: *Sensors → sort by signal*. Look at the number of tries:

- **under 1.5**: nothing to do;
- **1.5 to 2**: keep an eye on it in summer, when leaves grow;
- **over 2**: needs fixing.

## Fix it, cheapest first

1. Move the hub up by a metre, away from sheet metal and coated windows.
2. Turn the probe so that the logo faces the hub.
3. Add a relay half-way.

## Choose the batteries

| type | life seen in the field | frost |
| --- | --- | --- |
| lithium AA 1.5 V | 24 to 28 months | yes |
| alkaline AA | 6 to 9 months | drops at 0 °C |
| rechargeable NiMH | not advised | no |`,
      },
    },
    state: 'published',
    author: 'lea',
    writtenDaysAgo: 37,
    submittedDaysAgo: 36,
    validated: { by: 'theo', daysAgo: 35 },
    pinned: true,
    sourceThread: 'sonde-piles',
    helpfulBy: ['priya', 'yanis', 'claire', 'ingrid', 'sam'],
    notHelpfulBy: [],
  },
  {
    key: 'roles-equipe',
    category: 'account',
    tags: ['team', 'privacy'],
    locale: 'fr',
    versions: {
      fr: {
        title: 'Qui peut faire quoi dans une équipe Tilvane',
        body: `Une équipe réunit plusieurs personnes autour d'un ou de plusieurs jardins. Le rôle se règle **par jardin**, dans *Équipe → Membres*.

| droit | lecteur | jardinier | responsable |
| --- | :---: | :---: | :---: |
| voir les mesures | ✓ | ✓ | ✓ |
| ouvrir une vanne | | ✓ | ✓ |
| modifier une recette | | ✓ | ✓ |
| inviter, retirer quelqu'un | | | ✓ |
| factures et formule | | | ✓ |

## Questions fréquentes

**Quelqu'un part : que deviennent ses recettes ?** Elles restent au jardin. Son accès s'arrête dans la minute, ses clés d'API aussi.

**Peut-on montrer les courbes sans créer de compte ?** Oui : *Équipe → Partage → Lien d'affichage*. Lecture seule, lieu masqué si vous le souhaitez.

**Combien de responsables ?** Deux au moins. Avec un seul, un téléphone perdu suffit à bloquer tout le monde.`,
      },
    },
    state: 'published',
    author: 'theo',
    writtenDaysAgo: 150,
    submittedDaysAgo: 150,
    validated: { by: 'nadia', daysAgo: 148 },
    pinned: true,
    helpfulBy: ['yanis', 'claire', 'lea'],
    notHelpfulBy: [],
  },
]
