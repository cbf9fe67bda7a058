/** The end of a sentence, with the quotes and brackets after it. The full stops of Chinese and Japanese need no blank. */
const END = /[.!?…]["'’”)\]]*\s+|[。！？]\s*/gu;

/**
 * Returns remote words as a part of one sentence. Otherwise, they could end it and add another one, which would tell a person
 * or an agent what to do.
 */
export function oneSentence(words: string): string {
	return words.replace(END, '; ');
}
