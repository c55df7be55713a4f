/** Invented text: the same words on every machine, of exactly the length that is asked for. */
const ONSETS = ['b', 'd', 'f', 'gr', 'k', 'l', 'm', 'n', 'p', 'r', 's', 'st', 't', 'tr', 'v', 'w'];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ea', 'ou'];
const CODAS = ['', '', 'n', 'r', 's', 'l', 'm', 'nd'];
const SENTENCE_WORDS_MIN = 6;
const SENTENCE_WORDS_MORE = 9;

/** A text of `length` characters, one for each seed. */
export function textOf(seed: number, length: number): string {
  const random = randomOf(seed);
  let text = '';
  while (text.length < length) text += `${text === '' ? '' : ' '}${sentence(random)}`;
  return `${text.slice(0, length - 1).trimEnd()}.`.padEnd(length, '.');
}

/** A whole number below a bound. */
type Random = (below: number) => number;

/** Numerical Recipes' linear congruential generator; 32 bits are plenty for words. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function sentence(random: Random): string {
  const words = Array.from({ length: SENTENCE_WORDS_MIN + random(SENTENCE_WORDS_MORE) }, () => word(random));
  const text = words.join(' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

export function word(random: Random): string {
  const syllables = 1 + random(3);
  let text = '';
  for (let n = 0; n < syllables; n++)
    text += pick(random, ONSETS) + pick(random, VOWELS) + pick(random, CODAS);
  return text;
}

const pick = (random: Random, from: readonly string[]): string => from[random(from.length)] ?? '';
