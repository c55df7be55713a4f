/** Names of one country: every first name goes with every last name. */
export interface NamesOfCountry {
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** 25 of them. */
  firstNames: readonly string[];
  /** 26 of them, none in two countries. */
  lastNames: readonly string[];
}

const names = (country: string, firstNames: string, lastNames: string): NamesOfCountry => ({
  country,
  firstNames: firstNames.split(' '),
  lastNames: lastNames.split(' '),
});

export const NAMES: readonly NamesOfCountry[] = [
  names(
    'DE',
    'Anna Lena Marie Katharina Julia Sophie Hannah Laura Greta Frieda Charlotte Johanna Lukas Jonas Felix Maximilian Paul Leon Moritz Jakob Florian Tobias Matthias Stefan Andreas',
    'Müller Schmidt Schneider Fischer Weber Wagner Becker Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hartmann Lange Werner Krause Lehmann Köhler',
  ),
  names(
    'FR',
    'Camille Manon Chloé Léa Emma Louise Jeanne Alice Juliette Margaux Élodie Claire Lucas Hugo Louis Gabriel Arthur Jules Raphaël Antoine Théo Mathieu Nicolas Guillaume Olivier',
    'Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefebvre Michel Garcia Bertrand Roux Vincent Fournier Morel Girard Mercier Dupont Lambert Bonnet Rousseau',
  ),
  names(
    'IT',
    'Giulia Chiara Francesca Martina Sara Elisa Alessia Valentina Federica Ilaria Beatrice Silvia Lorenzo Matteo Alessandro Andrea Marco Davide Luca Riccardo Tommaso Simone Paolo Stefano Giovanni',
    'Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti Costa Giordano Mancini Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara',
  ),
  names(
    'ES',
    'Lucía María Paula Carla Marta Alba Sofía Elena Irene Cristina Nuria Pilar Alejandro Daniel Pablo Álvaro Adrián Javier Sergio Diego Carlos Miguel Jorge Rubén Iván',
    'González Rodríguez Fernández López Martínez Sánchez Pérez Gómez Jiménez Ruiz Hernández Díaz Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil Ramírez Serrano',
  ),
  names(
    'SE',
    'Astrid Elsa Ebba Wilma Maja Saga Linnea Freja Ingrid Karin Malin Sigrid Oscar Elias Hugo Axel Nils Gustav Erik Viktor Emil Anton Albin Sven Lars',
    'Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Pettersson Jonsson Jansson Hansson Bengtsson Lindberg Jakobsson Magnusson Lindström Lindqvist Axelsson Berglund Fredriksson Sandberg Forsberg Sjögren',
  ),
  names(
    'PL',
    'Zofia Hanna Maja Oliwia Julia Agnieszka Katarzyna Magdalena Ewa Joanna Natalia Aleksandra Jan Antoni Jakub Szymon Filip Piotr Tomasz Michał Krzysztof Paweł Marek Wojciech Mateusz',
    'Nowak Kowalski Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski Jankowski Mazur Kwiatkowski Krawczyk Kaczmarek Piotrowski Grabowski Zając Pawłowski Michalski Król Wieczorek Jabłoński Wróbel Nowicki Majewski Olszewski Stępień',
  ),
  names(
    'NL',
    'Sanne Lotte Fleur Femke Anouk Eva Roos Iris Noor Marloes Esther Maaike Daan Sem Bram Thijs Lars Ruben Jesse Sander Jeroen Pieter Maarten Koen Willem',
    'Jansen Visser Smit Meijer Bakker Mulder Bos Vos Peters Hendriks Dekker Dijkstra Brouwer Kok Jacobs Vermeulen Schouten Willems Hoekstra Koster Prins Huisman Postma Kuipers Veenstra Blom',
  ),
  names(
    'GB',
    'Olivia Amelia Isla Emily Grace Freya Poppy Charlotte Eleanor Harriet Imogen Beth Oliver George Harry Jack Noah Oscar Alfie Henry Edward Samuel Callum Rhys Angus',
    'Smith Jones Taylor Brown Wilson Evans Davies Wright Walker Thompson White Hughes Edwards Green Hall Wood Harris Clarke Turner Cooper Ward Carter Mitchell Parker Bennett Marshall',
  ),
];
