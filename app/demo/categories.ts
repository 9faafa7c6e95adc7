import type { DemoCategory } from './types.ts'

export const categories: DemoCategory[] = [
  {
    slug: 'getting-started',
    name: { en: 'Getting started', fr: 'Premiers pas' },
    description: {
      en: 'Unboxing, mounting, pairing: everything before the first reading.',
      fr: 'Déballer, fixer, appairer : tout ce qui précède la première mesure.',
    },
    icon: 'rocket',
    escalation: 'default',
  },
  {
    slug: 'hub-sensors',
    name: { en: 'Hub and sensors', fr: 'Centrale et capteurs' },
    description: {
      en: 'The hub, soil probes, rain gauge and wind mast: radio, batteries, readings that look wrong.',
      fr: 'La centrale, les sondes, le pluviomètre et le mât : radio, piles, mesures étranges.',
    },
    icon: 'radio',
    escalation: 'default',
    askText: {
      en: 'Most radio trouble shows in the **light of the hub**: say its colour, and whether it blinks.',
      fr: "Le **voyant de la centrale** dit presque tout des ennuis de radio : donnez sa couleur, et s'il clignote.",
    },
    fields: [
      {
        key: 'device',
        kind: 'select',
        label: { en: 'Device', fr: 'Appareil' },
        required: false,
        options: [
          { key: 'hub-h1', label: { en: 'Hub H1', fr: 'Centrale H1' } },
          { key: 'hub-h2', label: { en: 'Hub H2', fr: 'Centrale H2' } },
          { key: 'soil-probe', label: { en: 'Soil probe', fr: 'Sonde de sol' } },
          { key: 'mast', label: { en: 'Outdoor mast', fr: 'Mât extérieur' } },
        ],
      },
      {
        key: 'firmware',
        kind: 'version',
        label: { en: 'Firmware', fr: 'Version du logiciel' },
        required: false,
        options: [],
      },
    ],
  },
  {
    slug: 'watering',
    name: { en: 'Watering and recipes', fr: 'Arrosage et recettes' },
    description: {
      en: 'Valves, schedules and the recipes that open and close them.',
      fr: 'Vannes, programmes, et les recettes qui les ouvrent et les ferment.',
    },
    icon: 'droplets',
    escalation: 'default',
  },
  {
    slug: 'api',
    name: { en: 'API and integrations', fr: 'API et intégrations' },
    description: {
      en: 'The local and cloud API, MQTT, webhooks, exports: Tilvane together with your own tools.',
      fr: "L'API locale et en ligne, MQTT, webhooks, exports : Tilvane avec vos propres outils.",
    },
    icon: 'code',
    escalation: 'default',
  },
  {
    slug: 'account',
    name: { en: 'Account and teams', fr: 'Compte et équipes' },
    description: {
      en: 'Sign-in, sharing a garden, invoices, your data. Staff step in after two working hours without an answer.',
      fr: "Connexion, partage d'un jardin, factures, vos données. Sans réponse, le support intervient après deux heures ouvrées.",
    },
    icon: 'users',
    escalation: { unansweredMinutes: 120, unsolvedMinutes: 480 },
  },
  {
    slug: 'feedback',
    name: { en: 'Ideas and chat', fr: 'Idées et discussions' },
    description: {
      en: 'Wishes, experiences, photos of your garden. Nothing here becomes a support case.',
      fr: "Souhaits, retours d'expérience, photos de jardins. Rien ici ne devient un dossier de support.",
    },
    icon: 'message-circle',
    escalation: 'excluded',
  },
]
