import { z } from 'zod'
import { privilegeSetting } from '#app/domain/users/privilege-setting.ts'

const atLeast = (min: number, fallback: number) => z.number().int().min(min).max(1_000_000).default(fallback)

/**
 * What an administrator may change, by name, with its default: the figures of the rules of the forum. Every entry is
 * read by some command; a figure that nothing reads does not belong here.
 */
export const settings = {
  privileges: privilegeSetting,
  voting: z.object({
    upADay: atLeast(1, 20),
    downADay: atLeast(0, 10),
    upToOneAuthorADay: atLeast(1, 6),
    downToOneAuthorADay: atLeast(0, 3),
    /** Minutes in which a vote can be changed. */
    changeMinutes: atLeast(0, 10),
  }),
  editing: z.object({
    /** Minutes after posting in which authors replace a text that nobody has answered yet, without a revision. */
    graceMinutes: atLeast(0, 5),
    /** Minutes after which the author of a hidden post may edit it, which sends it to review. */
    hiddenMinutes: atLeast(0, 10),
    suggestionsADay: atLeast(0, 20),
  }),
  writing: z.object({
    /** Links to other sites in one text, from which it takes the privilege to post many. */
    linksWithoutPrivilege: atLeast(0, 2),
    /** What one text may hold on the first day of its author. */
    firstDayImages: atLeast(0, 1),
    firstDayMentions: atLeast(0, 2),
  }),
  suggestions: z.object({
    /** Characters of a title from which on there are suggestions, and how many are shown. */
    fromCharacters: z.number().int().min(5).max(60).default(10),
    shown: z.number().int().min(1).max(10).default(5),
    /** How probable it must be, in percent, that a suggestion answers: to be shown again before a question is sent. */
    sendingPercent: z.number().int().min(0).max(100).default(50),
    /** The same, to be asked whether it is the same problem. */
    duplicatePercent: z.number().int().min(0).max(100).default(85),
  }),
  attachments: z.object({
    imageMegabytes: z.number().int().min(1).max(30).default(4),
    /** Width × height, times the frames of an animation, in millions. */
    megapixels: z.number().int().min(1).max(100).default(40),
    fileMegabytes: z.number().int().min(1).max(30).default(8),
    uploadsAnHour: atLeast(1, 20),
    /** Hours after which a file that no text uses is deleted. */
    orphanHours: atLeast(1, 24),
  }),
  journeys: z.object({
    /** Days after which the journeys of a day are forgotten, save their counts. */
    keepDays: atLeast(2, 400),
  }),
  drafts: z.object({
    /** Days after which a draft that nobody has touched is deleted. */
    keepDays: atLeast(1, 90),
    perPerson: z.number().int().min(1).max(200).default(100),
  }),
  answering: z.object({
    /** How long others see that somebody is writing an answer, unless it is said again. */
    softLockMinutes: atLeast(1, 10),
  }),
  notifications: z.object({
    /** Days after which a notification that was read is forgotten. */
    keepDays: atLeast(1, 90),
  }),
  experts: z.object({
    /** The year of work that is looked at, and what it takes in it. */
    windowDays: atLeast(30, 365),
    answers: atLeast(1, 10),
    accepted: atLeast(0, 5),
    /** The lower bound of the share of helpful votes, in percent. */
    helpfulPercent: z.number().int().min(0).max(99).default(60),
    /** Without an answer in the tag for so long, somebody is its expert no more, and is warned so long before. */
    lapseDays: atLeast(2, 90),
    warnDays: atLeast(1, 14),
    /** Whoever declined is not invited to the same tag again before. */
    inviteAgainDays: atLeast(1, 180),
    /** How many experts a new question is offered to at first, and how often a day one is asked. */
    firstAsked: atLeast(1, 3),
    askedADay: atLeast(0, 3),
    /** Hours after which a question without a clock of its own is offered to the other experts. */
    secondWaveAfterHours: atLeast(1, 12),
    /** Hours after which no reply is silence, and after which a question that was taken is free again. */
    silenceHours: atLeast(1, 48),
    reservedHours: atLeast(1, 24),
    /** Whoever has not been here for so long is away, and asked nothing. */
    awayDays: atLeast(1, 30),
  }),
  solving: z.object({
    /** Days after an answer with a positive score on which its asker is reminded to accept one. */
    firstReminderDays: atLeast(1, 3),
    secondReminderDays: atLeast(1, 7),
    lastReminderDays: atLeast(1, 30),
    /** Nobody is reminded of a question that is older. */
    remindedQuestionDays: atLeast(1, 180),
    /** Days without a word after which a solved question closes. */
    closeAfterDays: atLeast(1, 14),
  }),
  closing: z.object({
    votesNeeded: z.number().int().min(2).max(20).default(3),
    /** Days for which a vote to close or reopen counts. */
    voteDays: atLeast(1, 14),
    /** Points earned here that it takes to answer a protected question. */
    protectedPoints: atLeast(1, 10),
  }),
  rateLimits: z.object({
    /** Who has fewer points than this is new, and waits longer between two posts. */
    newBelowPoints: atLeast(1, 10),
    questionSecondsNew: atLeast(0, 120),
    questionSeconds: atLeast(0, 15),
    questionsADay: atLeast(1, 20),
    answerSecondsNew: atLeast(0, 30),
    answerSeconds: atLeast(0, 5),
    commentSecondsNew: atLeast(0, 15),
    commentSeconds: atLeast(0, 2),
    firstDayQuestions: atLeast(1, 3),
    firstDayAnswers: atLeast(1, 10),
    flagsADay: atLeast(1, 20),
    searchesAMinute: atLeast(1, 30),
    /** Of visitors behind one address, which may be a whole office, and of what is suggested while one types. */
    searchesOfAnAddressAMinute: atLeast(1, 120),
    suggestionsAMinute: atLeast(1, 120),
  }),
  searchLog: z.object({
    /** Days after which what was searched for is forgotten. */
    keepLogDays: atLeast(7, 365),
    /** On how many different days visitors must have looked for the same before it is shown as popular. */
    popularDays: atLeast(2, 3),
  }),
  contact: z.object({
    /** Whether members can write to the staff in private. */
    open: z.boolean().default(true),
  }),
  newMembers: z.object({
    reviewFirstPost: z.boolean().default(true),
    /** A first post typed in less time, or with more links, waits for review. */
    typingSeconds: atLeast(0, 3),
    links: atLeast(0, 2),
  }),
  automaticReply: z.object({
    enabled: z.boolean().default(true),
    /** How certain it has to be that an article answers a question before it is shown under it. */
    threshold: z.number().min(0.5).max(0.99).default(0.85),
    /** How far back the page that measures it looks. */
    historyDays: z.number().int().min(7).max(1000).default(180),
  }),
} as const

export type SettingName = keyof typeof settings
export type Setting<Name extends SettingName> = z.infer<(typeof settings)[Name]>
