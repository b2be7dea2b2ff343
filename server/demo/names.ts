const words = (text: string): readonly string[] => text.trim().split(/\s*,\s*/)

/** First and last names of people in France and of English-speaking customers, of every origin one meets there. */
export const names = {
  fr: {
    f: words(`Anaïs, Camille, Léa, Manon, Chloé, Inès, Sarah, Lina, Jade, Louise, Alice, Juliette, Charlotte, Margaux, Clémence, Mathilde, Océane,
      Amandine, Aurélie, Céline, Delphine, Émilie, Hélène, Isabelle, Laurence, Nathalie, Sandrine, Sylvie, Valérie, Véronique, Brigitte, Catherine,
      Françoise, Monique, Josiane, Ginette, Odile, Solange, Yvette, Fatima, Khadija, Nadia, Samira, Leïla, Yasmine, Aïcha, Aminata, Fatoumata, Mariam,
      Awa, Maïmouna, Linh, Thi Mai, Mei, Sokha, Priya, Ana, Maria, Carmen, Paola, Giulia, Elena, Ewa, Agnieszka, Irina, Natacha, Sibel, Elif, Nour, Rania,
      Maëlle, Gwenaëlle, Nolwenn, Enora, Maïté, Ainhoa, Tiare, Vaiana, Marie-Ange, Marie-Hélène, Anne-Sophie, Anne-Laure, Rose-Marie, Mireille`),
    m: words(`Lucas, Hugo, Louis, Gabriel, Arthur, Jules, Adam, Raphaël, Léo, Nathan, Théo, Maxime, Antoine, Alexandre, Thomas, Nicolas, Julien, Romain,
      Guillaume, Sébastien, Frédéric, Olivier, Laurent, Stéphane, Philippe, Christophe, Pascal, Didier, Thierry, Bruno, Gérard, Michel, Jean-Pierre, Alain,
      Bernard, Jacques, Roger, Marcel, Karim, Mehdi, Yacine, Rachid, Mohamed, Samir, Bilal, Ousmane, Mamadou, Ibrahima, Cheikh, Moussa, Kofi, Minh, Tuan,
      Wei, Sokhom, Ravi, João, Tiago, Manuel, Diego, Marco, Luca, Piotr, Dmitri, Mehmet, Emre, Elias, Yann, Erwan, Loïc, Ewen, Mikel, Teva, Jean-Baptiste,
      Jean-Marc, François-Xavier, Amaury, Étienne`),
    last: words(`Martin, Bernard, Thomas, Petit, Robert, Richard, Durand, Dubois, Moreau, Laurent, Simon, Michel, Lefebvre, Leroy, Roux, David, Bertrand, Morel,
      Fournier, Girard, Bonnet, Dupont, Lambert, Fontaine, Rousseau, Vincent, Muller, Lefèvre, Faure, André, Mercier, Blanc, Guérin, Boyer, Garnier, Chevalier,
      François, Legrand, Gauthier, Garcia, Perrin, Robin, Clément, Morin, Nicolas, Henry, Roussel, Mathieu, Gautier, Masson, Marchand, Duval, Denis, Dumont,
      Marie, Lemaire, Noël, Meyer, Dufour, Meunier, Brun, Blanchard, Giraud, Joly, Rivière, Lucas, Brunet, Gaillard, Barbier, Arnaud, Martinez, Gérard, Roche,
      Renard, Schmitt, Roy, Leroux, Colin, Vidal, Caron, Picard, Roger, Fabre, Aubert, Lemoine, Renaud, Dumas, Lacroix, Olivier, Philippe, Bourgeois, Pierre,
      Benali, Haddad, Bensaïd, Cherif, Mansouri, Belkacem, Ziani, Amrani, Diallo, Traoré, Coulibaly, Ndiaye, Sow, Keita, Konaté, Mbaye, Nguyen, Tran, Pham, Le Goff,
      Le Bihan, Kervella, Quéméner, Etcheverry, Ibarra, Da Silva, Pereira, Ferreira, Lopes, Santos, Rossi, Ferrari, Kowalski, Nowak, Popescu, Yilmaz, Kaya, Chen, Wang,
      Singh, Payet, Hoarau, Grondin, Teixeira, Delmas, Castaing, Vasseur, Delattre, Wojcik, Klein, Weber, Hamon, Tanguy, Marec, Besson, Chauvet, Rolland`),
  },
  en: {
    f: words(`Emily, Charlotte, Olivia, Grace, Alice, Eleanor, Harriet, Rosie, Hannah, Lucy, Megan, Siobhan, Aoife, Niamh, Fiona, Isla, Margaret, Patricia, Susan, Linda,
      Deborah, Karen, Judith, Priya, Anjali, Meera, Zainab, Amina, Chidinma, Ngozi, Adaeze, Mei Ling, Grace Wanjiru, Rebecca, Rachel, Naomi, Sophie, Abigail, Tamsin, Bethan`),
    m: words(`Oliver, George, Harry, Jack, William, Thomas, James, Edward, Henry, Samuel, Daniel, Callum, Rory, Liam, Conor, Declan, Angus, Hamish, Rhys, Owen, David, Richard,
      Peter, Graham, Trevor, Keith, Arjun, Rohan, Imran, Yusuf, Tunde, Chinedu, Kwame, Kelvin, Marcus, Winston, Ethan, Noah, Benjamin, Jonathan`),
    last: words(`Smith, Jones, Taylor, Brown, Williams, Wilson, Johnson, Davies, Patel, Robinson, Wright, Thompson, Evans, Walker, White, Roberts, Green, Hall, Wood, Jackson, Clarke,
      Khan, Lewis, Harris, Cooper, King, Baker, Turner, Morgan, Campbell, MacDonald, Stewart, Murphy, O'Brien, Kelly, Gallagher, Byrne, Okafor, Adeyemi, Mensah, Singh, Sharma,
      Ahmed, Hussain, Chen, Wong, Whitfield, Ashworth, Pemberton, Hargreaves, Fairbanks, Holloway, Sinclair, Mackenzie, Trelawny, Bancroft, Miller, Anderson, Carter, Nguyen`),
  },
} as const

/** Companies that buy flowers or have their plants looked after. All invented; `.example` belongs to nobody. */
export const companyNames: readonly string[] =
  words(`Atelier Lumen, Cabinet Orsini, Hôtel des Deux Rives, Banque du Littoral, Clinique des Amandiers, Studio Pampille, Transports Garrec,
  Notaires du Parvis, Brasserie Lanterne, Mutuelle Horizon, École des Quinconces, Groupe Valmy, Maison Terradou, Éditions du Quai, Pharmacie Centrale Ruys, Agence Belvédère,
  Imprimerie Sarrazin, Théâtre du Levant, Résidence Les Acacias, Domaine des Tilleuls, Assurances Kermorvan, Laboratoires Adour, Cidrerie Halbout, Fromagerie Sauvignet,
  Opticiens Delcourt, Coopérative des Dunes, Restaurant Pierre-Ange, Hôtel Bellegarde, Crèche Petit Pont, Cabinet Vétérinaire Roumieu, Librairie Passage Nord, Architectes Ménard,
  Conserverie Talhouët, Agence Immobilière Pasquier, Office Notarial Brémond, Centre Dentaire Mirabeau, Spa Les Embruns, Musée de la Dentelle, Chocolaterie Aubrac, Garage Lestienne,
  Ashworth Consulting, Fairbanks Travel, Mackenzie Legal, Riviera Concierge, Channel Moves`)
