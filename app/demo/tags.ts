import type { DemoTag } from './types.ts'

export const tags: DemoTag[] = [
  {
    name: 'setup',
    description: {
      en: 'Unpacking, mounting and pairing a hub or a sensor.',
      fr: "Déballage, fixation et appairage d'une centrale ou d'un capteur.",
    },
  },
  {
    name: 'firmware',
    description: {
      en: 'Versions of the software inside the hub, and updating it.',
      fr: 'Versions du logiciel de la centrale et mises à jour.',
    },
  },
  {
    name: 'wifi',
    description: {
      en: 'Connecting the hub to a home, office or school network.',
      fr: "Connexion de la centrale au réseau de la maison, du bureau ou de l'école.",
    },
    synonyms: ['wi-fi', 'wlan'],
    guide: `Use it when the hub does not find the network, loses it, or blinks amber.

When you ask, say:

- which router or box you have, and how far it is from the hub;
- the colour of the light, and whether it blinks;
- whether anything changed: provider, password, place.

The hub speaks **2.4 GHz** only, and no network with a sign-in page.`,
  },
  {
    name: 'battery',
    description: {
      en: 'Battery life, battery types and replacing them.',
      fr: 'Autonomie, types de piles et remplacement.',
    },
  },
  {
    name: 'soil-probe',
    description: {
      en: 'The soil moisture and temperature probes, SP1 and SP2.',
      fr: "Les sondes d'humidité et de température du sol, SP1 et SP2.",
    },
  },
  {
    name: 'rain-gauge',
    description: {
      en: 'The tipping-bucket rain gauge of the outdoor mast.',
      fr: 'Le pluviomètre à auget du mât extérieur.',
    },
  },
  {
    name: 'wind',
    description: {
      en: 'Wind speed, gusts and direction measured by the mast.',
      fr: 'Vitesse, rafales et direction du vent mesurées par le mât.',
    },
  },
  {
    name: 'calibration',
    description: {
      en: 'Making a reading agree with the soil, the rain or the flow it measures.',
      fr: "Accorder une mesure avec le sol, la pluie ou le débit qu'elle décrit.",
    },
  },
  {
    name: 'valve',
    description: {
      en: 'The Valve 4 controller, its solenoids, flow and leaks.',
      fr: 'Le module Valve 4, ses électrovannes, débits et fuites.',
    },
    synonyms: ['solenoid'],
  },
  {
    name: 'recipes',
    description: {
      en: 'Automations written as when, if and do.',
      fr: 'Automatisations écrites en when, if et do.',
    },
  },
  {
    name: 'scheduling',
    description: {
      en: 'Fixed watering times, seasons, pauses and quiet hours.',
      fr: "Horaires d'arrosage, saisons, pauses et heures calmes.",
    },
  },
  {
    name: 'frost',
    description: {
      en: 'Frost warnings and protecting pipes and valves in winter.',
      fr: 'Alertes de gel, protection des tuyaux et des vannes en hiver.',
    },
  },
  {
    name: 'greenhouse',
    description: {
      en: 'Tilvane under glass or plastic: shade, vents, humidity.',
      fr: 'Tilvane sous serre ou tunnel : ombrage, aération, hygrométrie.',
    },
  },
  {
    name: 'app',
    description: {
      en: 'The mobile and web app: screens, widgets, sign-in.',
      fr: "L'application mobile et web : écrans, widgets, connexion.",
    },
    synonyms: ['mobile-app', 'application'],
  },
  {
    name: 'notifications',
    description: {
      en: 'Alerts by push and mail: thresholds, delays, quiet hours.',
      fr: 'Alertes par notification et courriel : seuils, délais, heures calmes.',
    },
  },
  {
    name: 'api',
    description: {
      en: 'The HTTP API of the hub and of the cloud.',
      fr: "L'API HTTP de la centrale et du service en ligne.",
    },
  },
  {
    name: 'mqtt',
    description: {
      en: 'The MQTT bridge of the hub: topics, retained messages, TLS.',
      fr: 'Le pont MQTT de la centrale : topics, messages retenus, TLS.',
    },
  },
  {
    name: 'webhooks',
    description: {
      en: 'Calls that Tilvane makes to your server, and checking their signature.',
      fr: 'Appels de Tilvane vers votre serveur, et contrôle de leur signature.',
    },
  },
  {
    name: 'export',
    description: {
      en: 'Getting readings out as CSV or JSON.',
      fr: 'Sortir les mesures en CSV ou en JSON.',
    },
  },
  {
    name: 'billing',
    description: {
      en: 'Plans, invoices, payment and VAT.',
      fr: 'Formules, factures, paiement et TVA.',
    },
  },
  {
    name: 'team',
    description: {
      en: 'Several people on one garden: invitations and roles.',
      fr: 'Un jardin à plusieurs : invitations et rôles.',
    },
  },
  {
    name: 'privacy',
    description: {
      en: 'What is stored, where, for how long, and deleting it.',
      fr: "Ce qui est conservé, où, combien de temps, et comment l'effacer.",
    },
  },
]
