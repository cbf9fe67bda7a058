/** An expression can fill the operator and the event types of a filter with any value. */
import { newProcessState } from '../../nodes/host/trigger/processState';
import { receive } from '../../nodes/host/trigger/delivery/receive';
import { lifecycle } from '../../nodes/host/trigger/subscription/lifecycle';
import { bind, FakeHub, FakeNode, provenRequest } from '../unit/host/fakes';

describe.each(['=', 'is', 'toString', 'Equals', '', null, ['equals']])(
	'a filter with the operator %j',
	(operator) => {
		const begin = () => {
			const node = new FakeNode();
			const condition = [{ field: 'objectId', operator, value: '8' }];
			node.parameters = { options: { filterFields: { condition } } };
			return { node, binding: bind(new FakeHub()), state: newProcessState() };
		};

		it('fails the activation, which names the operators', async () => {
			const { node, binding, state } = begin();
			await expect(lifecycle(binding, state).create.call(node.hook())).rejects.toThrow(
				`The filter cannot be used: ${JSON.stringify(String(operator))} is not an operator. Choose one under Filter by Field, or let its expression return equals, notEquals, contains, greaterThan, lessThan or isSet.`,
			);
		});

		it('loses no delivery if the expression returns it after the activation', async () => {
			const { node, binding, state } = begin();
			const told = { topic: 'order.created', object: { id: 7 } };
			const { workflowData } = await receive(node.webhook(provenRequest(told)), binding, state);
			expect(node.log.filter((line) => line.includes('failed to read'))).toEqual([]);
			expect(workflowData?.[0]).toHaveLength(1);
		});
	},
);

describe.each(['CREATE', 'orders/create', 'constructor'])(
	'a filter with the event type %j',
	(eventType) => {
		const begin = () => {
			const node = new FakeNode();
			node.parameters = { options: { filterEventTypes: ['created', eventType] } };
			return { node, binding: bind(new FakeHub()), state: newProcessState() };
		};

		it('fails the activation, which names the event types', async () => {
			const { node, binding, state } = begin();
			await expect(lifecycle(binding, state).create.call(node.hook())).rejects.toThrow(
				`The filter cannot be used: ${JSON.stringify(eventType.toUpperCase())} is not an event type. Choose one under Filter by Event Type, or let its expression return CREATED, UPDATED, DELETED or UNKNOWN.`,
			);
		});

		it('loses no delivery if the expression returns it after the activation', async () => {
			const { node, binding, state } = begin();
			const told = { topic: 'order.deleted', object: { id: 7 } };
			const { workflowData } = await receive(node.webhook(provenRequest(told)), binding, state);
			expect(workflowData?.[0]).toHaveLength(1);
		});
	},
);

it('a filter takes an event type in small letters', async () => {
	const node = new FakeNode();
	node.parameters = { options: { filterEventTypes: 'created' } };
	const state = newProcessState();
	const received = await Promise.all(
		['order.created', 'order.deleted'].map(async (topic) => {
			const request = provenRequest({ topic, object: { id: 7 } });
			return await receive(node.webhook(request), bind(new FakeHub()), state);
		}),
	);
	expect(received.map(({ workflowData }) => workflowData?.[0]?.length ?? 0)).toEqual([1, 0]);
});
