import { chooseTrigger } from './chooseTrigger';
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
	/** Without secrets, unless asked. */
	credentials: CredentialStub[];
	todo: Todo[];
}

export interface ConversionSettings {
	/** Whether secrets of the body stand in the credentials. */
	includeSecrets: boolean;
	/** Gives a UUID that nothing else has, at each call. */
	newId(): string;
}

const SIGNATURE_KEY = 'event.notification.signature.key';
const ENABLED_KEY = 'event.notification.enabled';
const NO_CALLBACK = {
	field: signedEventField('callbackUrl', 'Callback URL'),
	message:
		'The body has no event.notification.callback.url. Enter where the events shall be posted to; without it they are only put out.',
};
const UNSIGNED: Todo = {
	reason: TODO.choice,
	key: SIGNATURE_KEY,
	message: `The body has no ${SIGNATURE_KEY}, so nothing is signed, as at Cloud Elements. To let the receiver prove what comes, choose Cloud Elements under Signature in the node Signed Event, and a Signed Events credential.`,
};

/** The workflow that does what an instance did, and what is left for its user. Pure but for `newId`. */
export function convertDefinition(
	definition: Definition,
	{ includeSecrets, newId }: ConversionSettings,
): Conversion {
	const { values } = definition;
	const { capture, trigger, todo } = chooseTrigger(definition);
	const names = namesOf(definition);
	const where = fieldLabel(names);
	const resolved = [
		...PARAMETERS.filter((parameter) => applies(parameter, definition, capture)).map((parameter) =>
			resolveParameter(parameter, values.get(parameter.key), includeSecrets, where),
		),
		...trigger.choices
			.filter(({ unless }) => unless === undefined || !values.has(unless))
			.map((choice) => resolveChoice(choice, where)),
	];
	const isSigned = values.has(SIGNATURE_KEY);
	const draft = draftOf(definition, trigger, isSigned);
	for (const { field: place, value } of resolved.flatMap(({ values: puts }) => puts))
		setField(draft, place, value);
	const vendor = {
		id: newId(),
		name: names.credential,
		type: ELEMENTS[definition.element].credential.type,
		data: draft.credential,
	};
	const signature = {
		id: newId(),
		name: names.signature,
		type: 'signedEventsApi',
		data: draft.signature,
	};
	const credentials = isSigned ? { vendor, signature } : { vendor };
	return {
		workflow: toWorkflow(draft, trigger, names, credentials, newId),
		credentials: Object.values(credentials),
		todo: inOrder([
			...elementTodo(definition),
			...todo,
			...resolved.flatMap((part) => part.todo),
			...missingFields(draft, trigger, resolved, where),
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
	{ field: place, value, message }: Choice,
	where: (place: FieldPath) => string,
): Resolved {
	const todo = [{ reason: TODO.choice, message: `${message} See ${where(place)}.` }];
	return { values: [{ field: place, value }], emptyFields: [], todo };
}

function draftOf({ element }: Definition, trigger: Trigger, isSigned: boolean): Draft {
	return structuredClone({
		trigger: { ...trigger.parameters },
		credential: { ...ELEMENTS[element].credential.data },
		signedEvent: {
			operation: 'emit',
			envelope: 'cloudElements',
			signature: isSigned ? ['cloudElements'] : [],
			callbackUrl: '',
			// What Cloud Elements put into one notification at most.
			batchSize: trigger.hasWebhook ? 20 : 10,
			options: {},
		},
		signature: { signatureSecret: '' },
	});
}

/** The element, where the body does not say it in so many words. */
function elementTodo({ element, values }: Definition): Todo[] {
	const key = 'element.key';
	const given = values.get(key);
	const { title } = ELEMENTS[element];
	if (given === undefined)
		return [
			{
				reason: TODO.choice,
				key,
				message: `The body has no ${key}. By its configuration it is one of ${title}.`,
			},
		];
	return isPlaceholder(given)
		? [
				{
					reason: TODO.placeholder,
					key,
					message: `${key} is only a placeholder, ${String(given).slice(0, 80)}. By its configuration the body is one of ${title}.`,
				},
			]
		: [];
}

/** What the workflow needs and the body lacks, where nothing has been said about that place yet. */
function missingFields(
	draft: Draft,
	trigger: Trigger,
	resolved: readonly Resolved[],
	where: (place: FieldPath) => string,
): Todo[] {
	const mentioned = new Set(resolved.flatMap(({ emptyFields: open }) => open.map(where)));
	return [...trigger.needs, NO_CALLBACK]
		.filter(({ field: place }) => isEmpty(draft, place) && !mentioned.has(where(place)))
		.map(({ field: place, message }) => ({
			reason: TODO.missing,
			message: `${message} It belongs here: ${where(place)}.`,
		}));
}

/** Keys of the body that nothing above has used. */
function unusedKeys(definition: Definition, capture: Capture, trigger: Trigger): Todo[] {
	return definition.keys.flatMap((key): Todo[] => {
		const known = PARAMETERS.filter((parameter) => parameter.key === key);
		if (known.length === 0) {
			const message = `${key} is unknown here, so its value was left out. See whether something of n8n does the same.`;
			return [{ reason: TODO.unknown, key, message }];
		}
		const isUsed = known.some((parameter) => applies(parameter, definition, capture));
		if (isUsed || !definition.values.has(key)) return [];
		const message = `${key} has no meaning for the ${trigger.title}, so its value was left out.`;
		return [{ reason: TODO.unused, key, message }];
	});
}

function activationTodo(enabled: unknown): Todo {
	const isEnabled = textOf(enabled).toLowerCase() === 'true';
	const message = isEnabled
		? 'When all of this is done, activate the workflow.'
		: `${ENABLED_KEY} is not true: this instance sent no events. Activate the workflow only if it shall from now on.`;
	return { reason: TODO.activate, key: ENABLED_KEY, message };
}
