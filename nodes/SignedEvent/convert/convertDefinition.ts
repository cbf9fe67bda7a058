import { oneSentence } from '../../core/text/oneSentence';
import { withoutTrailing } from '../../core/text/trailing';
import { addressKind, nameKind, type AddressKind } from '../../host/networkAddress';
import { chooseTrigger, type Chosen } from './chooseTrigger';
import type { Definition } from './read/definition';
import { ELEMENTS, type Capture, type Choice, type Trigger } from './elements';
import { namesOf, fieldLabel } from './names';
import { PARAMETERS, type Parameter } from './parameters';
import { isEmpty, signedEventField, setField, type Draft, type FieldPath } from './fieldPath';
import { resolveParameter, type Resolved } from './resolveParameter';
import { inOrder, TODO, type Todo } from './todo';
import { isPlaceholder, textOf } from './read/values';
import { toWorkflow, type CredentialStub, type Workflow } from './workflow';

export interface Conversion {
	workflow: Workflow;
	/** With secrets only if the settings include them. */
	credentials: CredentialStub[];
	todo: Todo[];
}

export interface ConversionSettings {
	/** Whether the credentials hold the secrets of the body. */
	includeSecrets: boolean;
	/** Returns a new UUID at each call. */
	newId(): string;
}

const SIGNATURE_KEY = 'event.notification.signature.key';
const ENABLED_KEY = 'event.notification.enabled';
const NO_CALLBACK = {
	field: signedEventField('callbackUrl', 'Callback URL'),
	message:
		'The body has no event.notification.callback.url, so events are not sent. Enter the URL that receives them.',
};
const ALLOW_PRIVATE = signedEventField(
	'options.allowPrivateAddresses',
	'Options > Allow Private Addresses',
);
const UNSIGNED: Todo = {
	reason: TODO.choice,
	key: SIGNATURE_KEY,
	message: `The body has no ${SIGNATURE_KEY}, so events are not signed. To sign them, choose Cloud Elements under Signature and a credential in the node Signed Event.`,
};

/** Returns the workflow that replaces an instance, and the steps left to its user. Pure except for `newId`. */
export function convertDefinition(
	definition: Definition,
	{ includeSecrets, newId }: ConversionSettings,
): Conversion {
	const { values } = definition;
	const chosen = chooseTrigger(definition);
	const { capture, trigger, todo } = chosen;
	const names = namesOf(definition);
	const labelOf = fieldLabel(names);
	const resolved = [
		...PARAMETERS.filter((parameter) => applies(parameter, definition, capture)).map((parameter) =>
			resolveParameter(parameter, values.get(parameter.key), includeSecrets, labelOf),
		),
		...trigger.choices
			.filter(({ unless }) => unless === undefined || !values.has(unless))
			.map((choice) => resolveChoice(choice, labelOf)),
	];
	const isSigned = values.has(SIGNATURE_KEY);
	const draft = draftOf(definition, chosen, isSigned);
	for (const { field, value } of resolved.flatMap((part) => part.values))
		setField(draft, field, value);
	const blocked = blockPrivate(draft);
	const { type } = ELEMENTS[definition.element].credential;
	const vendor = { id: newId(), name: names.credential, type, data: draft.credential };
	const signature = {
		...{ id: newId(), name: names.signature, type: 'signedEventsApi' },
		data: draft.signature,
	};
	const credentials = isSigned ? { vendor, signature } : { vendor };
	return {
		workflow: toWorkflow(draft, chosen, names, credentials, newId),
		credentials: Object.values(credentials),
		todo: inOrder([
			...elementTodo(definition),
			...todo,
			...resolved.flatMap((part) => part.todo),
			...blocked,
			...missingFields(draft, trigger, resolved, labelOf),
			...trigger.steps.map((message) => ({ reason: TODO.step, message })),
			...(isSigned ? [] : [UNSIGNED]),
			...unusedKeys(definition, capture, trigger),
			activationTodo(values.get(ENABLED_KEY)),
		]),
	};
}

function applies(parameter: Parameter, definition: Definition, capture: Capture): boolean {
	const { key, elements, unless } = parameter;
	return (
		definition.values.has(key) &&
		(elements === undefined || elements.includes(definition.element)) &&
		(parameter.capture === undefined || parameter.capture === capture) &&
		(unless === undefined || !definition.values.has(unless))
	);
}

function resolveChoice(
	{ field, value, message }: Choice,
	labelOf: (field: FieldPath) => string,
): Resolved {
	const todo = [{ reason: TODO.choice, message: `${message} See ${labelOf(field)}.` }];
	return { values: [{ field, value }], emptyFields: [], todo };
}

function draftOf({ element }: Definition, { capture, trigger }: Chosen, isSigned: boolean): Draft {
	return structuredClone({
		trigger: { ...trigger.parameters },
		credential: { ...ELEMENTS[element].credential.data },
		signedEvent: {
			operation: 'emit',
			envelope: 'cloudElements',
			signature: isSigned ? ['cloudElements'] : [],
			callbackUrl: '',
			// Cloud Elements' own limits.
			batchSize: capture === 'webhook' ? 20 : 10,
			options: {},
		},
		signature: { signatureSecret: '', cloudElementsOnly: true },
	});
}

/** Names that only private networks resolve (https://www.rfc-editor.org/rfc/rfc6762#appendix-G), and Kubernetes'. */
const PRIVATE_NAME =
	/^[^.]*$|\.(?:local|localdomain|internal|intranet|lan|home|home\.arpa|corp|private|svc)$/;
/** The addresses in a name such as `10-0-0-1.nip.io`. They may overlap. */
const ADDRESSES_IN_NAME = /(?<!\d)(?=((?:\d{1,3}[.-]){3}\d{1,3})(?!\d))/g;

function networkOf(hostname: string): AddressKind {
	const kind = addressKind(hostname) ?? nameKind(hostname);
	if (kind !== undefined) return kind;
	const name = withoutTrailing(hostname, '.');
	if (PRIVATE_NAME.test(name)) return 'local';
	const kinds = [...name.matchAll(ADDRESSES_IN_NAME)].map(([, address]) =>
		addressKind(address.replaceAll('-', '.')),
	);
	return kinds.find((each) => each === 'never' || each === 'local') ?? 'public';
}

/**
 * Blocks a callback to a private network, because the author of an instance is not the user who converts it. It does
 * not block all callbacks, because the option would also block one that the user enters, and all names in n8n 1.x.
 */
function blockPrivate(draft: Draft): Todo[] {
	const { callbackUrl } = draft.signedEvent;
	if (typeof callbackUrl !== 'string' || callbackUrl === '') return [];
	const { hostname } = new URL(callbackUrl);
	const kind = networkOf(hostname);
	if (kind === 'public') return [];
	setField(draft, ALLOW_PRIVATE, false);
	const next =
		kind === 'never'
			? `Enter another ${NO_CALLBACK.field.label}`
			: `To call it, check the URL and turn on ${ALLOW_PRIVATE.label}`;
	const message = `The callback URL belongs to a private network (${hostname}), so the node does not call it. ${next}.`;
	return [{ reason: TODO.choice, message }];
}

/** Reports an element that was recognized by its configuration and not by its key. */
function elementTodo({ element, values }: Definition): Todo[] {
	const key = 'element.key';
	const given = values.get(key);
	const isMissing = given === undefined;
	if (!isMissing && !isPlaceholder(given)) return [];
	const what = isMissing
		? `The body has no ${key}`
		: `${key} is a placeholder, ${oneSentence(String(given).slice(0, 80))}`;
	const message = `${what}. Its configuration is that of ${ELEMENTS[element].title}. Check whether the instance belongs to that vendor.`;
	return [{ reason: isMissing ? TODO.choice : TODO.placeholder, key, message }];
}

/** Reports required fields that are empty, unless a parameter already reports them. */
function missingFields(
	draft: Draft,
	trigger: Trigger,
	resolved: readonly Resolved[],
	labelOf: (field: FieldPath) => string,
): Todo[] {
	const mentioned = new Set(resolved.flatMap(({ emptyFields }) => emptyFields.map(labelOf)));
	return [...trigger.needs, NO_CALLBACK]
		.filter(({ field }) => isEmpty(draft, field) && !mentioned.has(labelOf(field)))
		.map(({ field, message }) => ({
			reason: TODO.missing,
			message: `${message} Field: ${labelOf(field)}.`,
		}));
}

/** Reports keys of the body that the conversion does not use. */
function unusedKeys(definition: Definition, capture: Capture, trigger: Trigger): Todo[] {
	return definition.keys.flatMap((key): Todo[] => {
		const known = PARAMETERS.filter((parameter) => parameter.key === key);
		if (known.length === 0) {
			const message = `${oneSentence(key.slice(0, 200))} was left out: it is not a known parameter. Check whether the workflow needs it.`;
			return [{ reason: TODO.unknown, key, message }];
		}
		const isUsed = known.some((parameter) => applies(parameter, definition, capture));
		if (isUsed || !definition.values.has(key)) return [];
		const message = `${key} was left out: it has no meaning for the ${trigger.title}. No step is needed.`;
		return [{ reason: TODO.unused, key, message }];
	});
}

function activationTodo(enabled: unknown): Todo {
	const isEnabled = textOf(enabled).toLowerCase() === 'true';
	const message = isEnabled
		? 'Activate the workflow after all other steps.'
		: `${ENABLED_KEY} is not true: this instance sent no events. Activate the workflow only if you want events now.`;
	return { reason: TODO.activate, key: ENABLED_KEY, message };
}
