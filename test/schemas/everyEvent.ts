/*
 * Runs before each test file that calls the package's code (jest.config.js). It validates every event, envelope and
 * result that the package makes while the tests run.
 */
import type * as Envelopes from '../../nodes/core/envelope/envelopes';
import type * as Event from '../../nodes/core/event';
import type * as Emit from '../../nodes/SignedEvent/emit/emit';
import { validated } from './validate';

jest.mock('../../nodes/core/event', () => {
	const actual = jest.requireActual<typeof Event>('../../nodes/core/event');
	return {
		...actual,
		toEvent: (...given: Parameters<typeof actual.toEvent>) =>
			validated('event', actual.toEvent(...given)),
	};
});

jest.mock('../../nodes/core/envelope/envelopes', () => {
	const actual = jest.requireActual<typeof Envelopes>('../../nodes/core/envelope/envelopes');
	const kinds = {
		cloudElements: 'notification',
		cloudEventsStructured: 'cloudEvent',
		cloudEventsBinary: 'envelope',
		cloudEventsBatch: 'cloudEventBatch',
		event: 'envelope',
	} as const satisfies Record<Envelopes.EnvelopeName, Parameters<typeof validated>[0]>;
	const forms = Object.entries(actual.ENVELOPES).map(([name, form]) => {
		const wrap: (...given: Parameters<typeof form.wrap>) => Envelopes.Envelope = (...given) => {
			const envelope = (form.wrap as typeof wrap)(...given);
			validated(kinds[name as Envelopes.EnvelopeName], JSON.parse(envelope.body.toString()));
			return envelope;
		};
		return [name, { ...form, wrap }];
	});
	return { ...actual, ENVELOPES: Object.fromEntries(forms) };
});

jest.mock('../../nodes/SignedEvent/emit/emit', () => {
	const actual = jest.requireActual<typeof Emit>('../../nodes/SignedEvent/emit/emit');
	const emit: typeof actual.emit = async function (this) {
		const outputs = await actual.emit.call(this);
		// An invalid item is neither: it becomes an error.
		for (const { json } of outputs.flat())
			if (json.details === undefined)
				validated(json.delivery === undefined ? 'signedMessage' : 'deliveryResult', json);
		return outputs;
	};
	return { ...actual, emit };
});
