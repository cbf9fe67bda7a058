import { EcwidEventsTrigger } from '../../../nodes/Ecwid/EcwidEventsTrigger.node';
import { readList } from '../../../nodes/core/list';

const { description } = new EcwidEventsTrigger();

/** As n8n's editor does it, which alone evaluates this. */
function shownAt(acknowledge: string): string[] {
	return description.webhooks!.flatMap(({ path, ndvHideUrl }) => {
		const expression = /^=\{\{(.*)\}\}$/.exec(String(ndvHideUrl))![1];
		const isHidden = new Function('$parameter', `return ${expression}`)({ acknowledge }) as boolean;
		return isHidden ? [] : [path];
	});
}

describe('the panel', () => {
	it('shows the one URL that is to be handed to Ecwid', () => {
		expect(shownAt('received')).toEqual(['webhook']);
		expect(shownAt('finished')).toEqual(['finished']);
	});

	it('costs a delivery no expression', () => {
		const served = description.webhooks!.map(({ ndvHideUrl, ...rest }) => {
			expect(ndvHideUrl).toBeDefined();
			return JSON.stringify(rest);
		});
		expect(served.filter((text) => text.includes('{{'))).toEqual([]);
		expect(description.version).toBe(2);
	});

	it('has the legacy off, the fetch on, and orders chosen', () => {
		const defaults = Object.fromEntries(
			description.properties.map(({ name, default: value }) => [name, value]),
		);
		expect(defaults).toMatchObject({
			legacy: false,
			fetchObject: true,
			acknowledge: 'received',
			eventTypes: ['order.created', 'order.updated', 'order.deleted'],
		});
	});

	it('takes events as a list, or as an expression may give them', () => {
		expect(readList(['order.created'])).toEqual(['order.created']);
		expect(readList('order.created, product.updated,')).toEqual([
			'order.created',
			'product.updated',
		]);
		expect(readList(undefined)).toEqual([]);
	});
});
