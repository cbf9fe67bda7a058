import { shownText } from '../../core/shownText';
import type { Definition } from './read/definition';
import { ELEMENTS } from './elements';
import { holdsExpression } from './expression';
import type { FieldPath } from './fieldPath';
import { isPlaceholder } from './read/values';

/** What the nodes, credentials and the workflow of one conversion are called. */
export type Names = Readonly<Record<FieldPath['in'] | 'workflow', string>>;

/** n8n's own limit is 128. */
const MAX_LENGTH = 90;

/** Names after the instance, where it has a name of its own, else after its vendor. */
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

/** A place in words: `node Shopify, Topics`. */
export function fieldLabel(names: Names): (place: FieldPath) => string {
	return ({ in: which, label }) => `${KINDS[which]} ${names[which]}, ${label}`;
}
