<?php
/**
 * What the plugin says, in English and Spanish. A finder speaks the language of
 * its own attribute, which need not be the site's, and one table serves every
 * Spanish locale; so the words stand here and in no catalog of the site's.
 *
 * @package physician-finder
 */

defined( 'ABSPATH' ) || exit;

/**
 * The language that is asked for, else that of the person or the page: "en" or "es".
 *
 * @param string $asked What a shortcode or block names.
 */
function physician_finder_lang( $asked ) {
	if ( 'en' === $asked || 'es' === $asked ) {
		return $asked;
	}
	return 0 === strpos( determine_locale(), 'es' ) ? 'es' : 'en';
}

/**
 * All words of a language, by key.
 *
 * @param string $lang "en" or "es".
 */
function physician_finder_words( $lang ) {
	$words = array(
		'en' => array(
			'link'          => 'Find a spine surgeon near you',
			'unset'         => 'Physician Finder: set the finder’s address and your key under Settings → Physician Finder.',
			'settings'      => 'Settings',
			'host'          => 'Address of the finder',
			'host_hint'     => 'Scheme and host, such as https://finder.example',
			'host_wrong'    => 'The address of the finder starts with https:// and ends after the host. It was left as it was.',
			'key'           => 'Your key',
			'key_hint'      => 'It begins with pk_ and holds on the addresses that are registered for you.',
			'key_wrong'     => 'A key is pk_ and up to 60 letters, digits or underscores. It was left as it was. A key that begins with sk_ is secret and must not stand on a page.',
			'near'          => 'ZIP code, or city and state',
			'radius'        => 'Miles to search within',
			'lang'          => 'Language',
			'lang_page'     => 'That of the page',
			'closure'       => 'Only surgeons who offer annular closure',
			'autosearch'    => 'Search at once',
			'block_title'   => 'Physician Finder',
			'block_purpose' => 'Finds spine surgeons near a place.',
			'block_preview' => 'The finder stands here on the page. Where scripts are stripped, people see this link:',
		),
		'es' => array(
			'link'          => 'Encuentre un cirujano de columna cerca de usted',
			'unset'         => 'Physician Finder: indique la dirección del buscador y su clave en Ajustes → Physician Finder.',
			'settings'      => 'Ajustes',
			'host'          => 'Dirección del buscador',
			'host_hint'     => 'Esquema y servidor, como https://finder.example',
			'host_wrong'    => 'La dirección del buscador empieza con https:// y termina después del servidor. Se dejó como estaba.',
			'key'           => 'Su clave',
			'key_hint'      => 'Empieza con pk_ y vale en las direcciones registradas para usted.',
			'key_wrong'     => 'Una clave es pk_ y hasta 60 letras, dígitos o guiones bajos. Se dejó como estaba. Una clave que empieza con sk_ es secreta y no debe estar en una página.',
			'near'          => 'Código postal, o ciudad y estado',
			'radius'        => 'Millas a la redonda',
			'lang'          => 'Idioma',
			'lang_page'     => 'El de la página',
			'closure'       => 'Solo cirujanos que ofrecen cierre anular',
			'autosearch'    => 'Buscar de inmediato',
			'block_title'   => 'Physician Finder',
			'block_purpose' => 'Busca cirujanos de columna cerca de un lugar.',
			'block_preview' => 'Aquí está el buscador en la página. Donde se quitan los scripts, la gente ve este enlace:',
		),
	);
	return $words[ $lang ];
}
