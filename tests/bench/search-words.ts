import type { Locale } from '#db/schema.ts'

const list = (text: string): string[] => text.trim().split(/\s+/)

/** The words of grammar, commonest first: they make up about half of any text. */
const GRAMMAR: Record<Locale, string[]> = {
  en: list(`
    the to a i is of and in that it you for this be on can not with are as if have my from your but there will an or so
    by at would how which do what all one like when some any we get only has out also just they need no here then other
    more time where could way new was about same want does am see used up should know their now these into don possible
    after before again still because even very them who been than too first me its while without back well why each both
    through already during between under over might must many much most such another every since until never always
    something nothing anyone however though maybe actually`),
  fr: list(`
    de la le est les et à que l d une un en a des pas il pour qui sur ce je ne on dans n du qu ou par s si mais plus c
    sont y peut être au j même se avec vous cette bien comme ai tout fait nous autres faire me ont cas donc très autre
    soit peu faut elle comment aux avoir sans ça aussi ces cela été ici mon son beaucoup déjà entre suis quand deux car
    leur votre vos mes ma sa ses ils elles où pourquoi alors encore toujours jamais après avant depuis pendant chez sous
    moi lui rien quelque chaque trop moins puis quel quelle dont vers lors ainsi aucun aucune plusieurs parce afin`),
}

/** What a community is about: words that stand in a third of its posts, whatever the language. */
export const SHARED = list('application service version message question configuration')

/** Where among the commonest words those of the community stand, counted from 0. */
export const SHARED_RANKS = [26, 30, 34, 38, 42, 46]

const SUBJECTS: Record<Locale, string[]> = {
  en: list(`
    account password error file page address screen email login user setting update device network server printer phone
    window button problem install data folder connection code payment invoice order delivery contract card browser
    computer battery cable key signal update backup calendar contact picture video sound driver menu export import table
    report search link access security certificate domain website database query customer support request team manager
    office document template signature form field list item price refund subscription plan trial upgrade license renewal
    cancel restore delete create rename share sync upload download attach print scan connect disconnect restart reset
    unlock block verify confirm notify schedule assign merge filter sort group permission role profile language currency
    country shipping package warranty replacement repair router modem wireless bluetooth keyboard mouse monitor camera
    speaker microphone headset charger adapter firmware plugin extension script macro formula spreadsheet column row cell
    chart slide font margin header footer bookmark history cookie cache proxy tunnel gateway token session timeout crash
    freeze slow empty missing duplicate invalid expired blocked unknown wrong broken corrupted encrypted hidden pending`),
  fr: list(`
    compte erreur fichier page adresse écran courriel connexion utilisateur réglage appareil réseau serveur imprimante
    téléphone fenêtre bouton problème installation données dossier code paiement facture commande livraison contrat carte
    navigateur ordinateur batterie câble clé signal sauvegarde calendrier contact image vidéo son pilote menu export
    tableau rapport recherche lien accès sécurité certificat domaine site base requête client assistance demande équipe
    responsable bureau document modèle signature formulaire champ liste article prix remboursement abonnement formule
    essai licence renouvellement résiliation restaurer supprimer créer renommer partager synchroniser envoyer télécharger
    joindre imprimer numériser connecter déconnecter redémarrer réinitialiser débloquer bloquer vérifier confirmer
    prévenir planifier attribuer fusionner filtrer trier groupe autorisation rôle profil langue monnaie pays expédition
    colis garantie remplacement réparation routeur modem clavier souris moniteur caméra micro casque chargeur adaptateur
    module extension formule tableur colonne ligne cellule graphique police marge favori historique cache passerelle
    jeton session délai panne lenteur vide manquant doublon invalide expiré bloqué inconnu cassé corrompu chiffré masqué`),
}

const SYLLABLES: Record<Locale, { starts: string[]; middles: string[]; ends: string[] }> = {
  en: {
    starts: list('ba be bri car clo con cre da de dis dra ex fa fla for gra ha im in ka lo mar mo ner no par per pre qua ro sha sta sub ta tra un ver wi'),
    middles: list('ba ci co di fer gi lam len lo ma mi na nor pa pli ra ri sen si ta ter ti tri va ven vi'),
    ends: list('able age al ance ate ation ed ence er ers ful ing ings ity ive less ly ment ness or ous ry s th ty ure y'),
  },
  fr: {
    starts: list('ac ba bou ca cha co cré dé di dou é en fa fi for gla im in ja lou ma mé mou na ou pa per plai pré ra ré sa sou su tra tri u va vi'),
    middles: list('bi ca chi cou da di fé gi la li lou mé mi na ni pa pé ra ri sé si ta té ti tra va vi'),
    ends: list('able age ais ait ance ant aux ement ence ent er és eur euse ible ie ien ique isme ité ition ions ment oir ons té ure'),
  },
} // biome-ignore format: lists of syllables

/** How many of the commonest words are the same few of grammar and of the community, whatever a text is about. */
export const headLength = (locale: Locale): number => GRAMMAR[locale].length + SHARED.length

/**
 * The word at a rank, 0 being the commonest: first those of grammar with the community's among them, then what people
 * write about, then without end words made of syllables, with codes and numbers between them as in every forum.
 */
export function wordAt(locale: Locale, rank: number): string {
  const head = headLength(locale)
  if (rank < head) {
    const place = SHARED_RANKS.indexOf(rank)
    const before = SHARED_RANKS.filter((other) => other < rank).length
    return (place >= 0 ? SHARED[place] : GRAMMAR[locale][rank - before]) ?? ''
  }
  const known = SUBJECTS[locale][rank - head]
  return known ?? madeUp(locale, rank)
}

function madeUp(locale: Locale, rank: number): string {
  // Neighbours in rank have nothing in common: a multiplicative hash of the rank chooses the syllables.
  let hash = Math.imul(rank, 2654435761) >>> 0
  if (rank % 9 === 0) return codeOf(rank, hash)

  const { starts, middles, ends } = SYLLABLES[locale]
  const take = (choices: string[]): string => {
    const choice = choices[hash % choices.length] ?? ''
    hash = Math.floor(hash / choices.length)
    return choice
  }
  const start = take(starts)
  const end = take(ends)
  let middle = take(middles)
  // The rank itself, written in syllables, keeps the words of the long tail apart.
  for (let rest = Math.floor(rank / 3000); rest > 0; rest = Math.floor(rest / middles.length)) {
    middle += middles[rest % middles.length]
  }
  return start + middle + end
}

function codeOf(rank: number, hash: number): string {
  if (rank < 5000) return String(rank % 2020)
  if (rank % 4 === 0) return `E-${rank % 100_000}`
  if (rank % 4 === 1) return `0x${hash.toString(16)}`
  return rank % 4 === 2 ? `v${1 + (hash % 30)}.${rank % 100}.${hash % 10}` : `${SUBJECTS.en[hash % 60]}_${rank}`
}
