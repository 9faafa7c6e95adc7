import { normalize } from '#app/text/normalize.ts'

// Function words of both languages, and words with which people begin a question or a letter. None of them says what
// somebody needs. They are written without accents, because `fold` removes accents before comparing.
const FRENCH = `
  a afin ai alors apres as au aucun aucune aussi autre autres aux avaient avait avant avec avoir avons ayant bien bonjour
  bonsoir c ca car ce ceci cela celle celles celui cependant ces cet cette ceux chaque chez ci comme comment cordialement
  d dans de depuis des dire dois doit doivent donc dont du elle elles en encore entre est et etait etaient etant etc ete
  etes etre eu eux faire fais fait faites faut font ici il ils j je jusque l la laquelle le lequel les lesquelles
  lesquels leur leurs lors lorsque lui m ma mais me meme memes merci mes mien moi moins mon n ne ni nos notre nous on ont
  ou par parce pas pendant peu peut peuvent peux plait plus plutot pour pourquoi pourrait pouvez pouvoir puis puisque
  puisse qu quand quant que quel quelle quelles quels quelque quelques qui quid quoi s sa sans se selon sera sert ses
  seulement si sien soit sommes son sont sous souhaite suis sur svp t ta tandis te tel telle tes toi ton tous tout toute
  toutes tres tu un une va vais veut veux voici voila voudrais vos votre vous vers y`

const ENGLISH = `
  a about am an and any anybody anyone are as at be because been before being but by can cannot could d did do does
  doesn doing don each few for from get had has have having he hello her here hers hi him his how however i if in into is
  isn it its just know ll m me more most must my need no not of on once only or other our ours out over own please re s
  same shall she should since so some someone such t than thank thanks that the their theirs them then there these they
  this those though through to too tried trying under until up us ve very want was way we were what when where which
  while who whom whose why will with within without won would you your yours`

export const STOP_WORDS = [...new Set(`${FRENCH} ${ENGLISH}`.split(/\s+/).filter((word) => word !== ''))].toSorted()

const known = new Set(STOP_WORDS)

/** A word without accents and capitals. */
export const fold = (word: string) => normalize(word, 'NFD').replace(/\p{M}/gu, '').toLowerCase()

export const isStopWord = (word: string) => known.has(fold(word))
