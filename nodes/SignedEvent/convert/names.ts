import { oneSentence } from '../../core/text/oneSentence';
import { shownText } from '../../core/text/shownText';
import type { Definition } from './read/definition';
import { ELEMENTS } from './elements';
import { holdsExpression } from './expression';
import type { FieldPath } from './fieldPath';
import { isPlaceholder } from './read/values';

/** The names of the nodes, the credentials and the workflow of one conversion. */
export type Names = Readonly<Record<FieldPath['in'] | 'workflow', string>>;

/** n8n allows 128 characters, and the longest suffix has less than 38. */
const MAX_LENGTH = 90;

/** Returns names that contain the name of the instance, or that of the vendor if the instance has no name. */
export function namesOf({ element, values }: Definition): Names {
	const { title } = ELEMENTS[element];
	const given = values.get('name');
	const isName = typeof given === 'string' && !isPlaceholder(given) && !holdsExpression(given);
	const own = isName ? shownText(given.trim()).slice(0, MAX_LENGTH) : undefined;
	return {
		trigger: title,
		signedEvent: 'Signed Event',
		credential: own === undefined ? title : `${own} (${title})`,
		signature: own === undefined ? `${title}, event signature` : `${own} (event signature)`,
		workflow: own ?? `${title} to signed events`,
	};
}

const KINDS: Readonly<Record<FieldPath['in'], string>> = {
	trigger: 'node',
	signedEvent: 'node',
	credential: 'credential',
	signature: 'credential',
};

/** Returns a function that describes a field, as a part of one sentence: `node Shopify, Topics`. */
export function fieldLabel(names: Names): (field: FieldPath) => string {
	return ({ in: which, label }) => `${KINDS[which]} ${oneSentence(names[which])}, ${label}`;
}
