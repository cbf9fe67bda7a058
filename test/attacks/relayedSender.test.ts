import { cloudEventExtensions } from '../../nodes/core/envelope/cloudEvents';
import { parseEnvelope } from '../../nodes/core/envelope/parseEnvelope';
import { mapLimit } from '../../nodes/SignedEvent/emit/mapLimit';
import { event } from '../unit/SignedEvent/node';

const OTHER = 'OTHERSENDER';

function senderOf(data: object, beside: object): unknown {
	const cloudEvent = { specversion: '1.0', id: '1', source: 's', type: 't', ...beside, data };
	const body = Buffer.from(JSON.stringify(cloudEvent));
	return parseEnvelope({ sender: 'RELAY', body, receivedAt: 0, headers: {} })?.[0]?.sender;
}

describe('the sender of a relayed event', () => {
	it('does not change with a sender beside data', () => {
		expect(senderOf(event('1'), { sender: OTHER })).toBe(senderOf(event('1'), {}));
	});
	it('is not sent as an extension of a CloudEvent', () => {
		expect(cloudEventExtensions({ specversion: '1.0', sender: OTHER })).toEqual({});
	});
});

it.each([Number.NaN, 'all', {}])('runs all items if the limit is %p', async (limit) => {
	const done: number[] = [];
	await mapLimit([1, 2, 3], limit as number, async (item) => {
		done.push(item);
		await Promise.resolve();
	});
	expect(done).toEqual([1, 2, 3]);
});
