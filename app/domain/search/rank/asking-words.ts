// What people write around a need in either language, without accents: it stands in as many questions about one thing as
// about another, and in a small forum it is still rare enough to look telling.
const ASKING = new Set(
  (
    'comment quel quelle quels quelles quoi pourquoi combien faire fait faut etre peut peux puis pouvoir dois doit ' +
    'devoir avoir a ai ont plus vouloir veux voudrais bonjour merci svp cela ca c on tout tres si ' +
    'how can what why get use way help want need please hi hello thanks would could do does doing any anyone'
  ).split(' '),
)

/** Whether a word, in lower case and without accents, is one of asking: it says nothing of what is asked. */
export const isAsking = (word: string): boolean => ASKING.has(word)

export const ASKING_WORDS: readonly string[] = [...ASKING]
