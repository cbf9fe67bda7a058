const ADDRESS = {
	first_name: 'Ada',
	last_name: 'Example',
	company: '',
	address_1: '1 Example Street',
	address_2: '',
	city: 'Springfield',
	state: 'IL',
	postcode: '62701',
	country: 'US',
};

/** The addresses of the customer who appears in all samples. Customers and orders have the same members. */
export const BILLING = { ...ADDRESS, email: 'ada@example.com', phone: '555-0100' };
export const SHIPPING = { ...ADDRESS, phone: '' };
