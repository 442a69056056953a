package io.orchestrator.adapters.simulator.market;

import io.orchestrator.domain.market.Symbol;
import java.util.List;

/** The simulated names: round numbers of the right size, not quotations of any day. */
final class Universe {
  private static final String TECH = "technology";
  private static final String MEDIA = "communication";
  private static final String CONSUMER = "consumer";
  private static final String STAPLES = "staples";
  private static final String HEALTH = "health";
  private static final String FINANCE = "finance";
  private static final String ENERGY = "energy";
  private static final String INDUSTRY = "industry";

  /** The market and nothing else. */
  static final String BROAD = "broad";

  static final List<Listing> LISTINGS =
      List.of(
          listing("AAPL", "APPLE INC.", TECH, 230, 55, 1.0, 0.7, 0.0165, 0.8),
          listing("MSFT", "MICROSOFT CORPORATION", TECH, 430, 22, 0.9, 0.7, 0.0150, 0.8),
          listing("GOOGL", "ALPHABET INC. CLASS A", MEDIA, 175, 28, 1.0, 0.6, 0.0160, 0.9),
          listing("AMZN", "AMAZON.COM, INC.", CONSUMER, 200, 42, 1.0, 0.6, 0.0165, 0.9),
          listing("NVDA", "NVIDIA CORPORATION", TECH, 135, 240, 1.6, 1.0, 0.0210, 0.8),
          listing("AMD", "ADVANCED MICRO DEVICES", TECH, 150, 45, 1.5, 1.0, 0.0220, 1.2),
          listing("META", "META PLATFORMS, INC.", MEDIA, 580, 14, 1.2, 0.7, 0.0160, 1.0),
          listing("TSLA", "TESLA, INC.", CONSUMER, 270, 95, 1.6, 0.5, 0.0280, 1.0),
          listing("AVGO", "BROADCOM INC.", TECH, 175, 22, 1.3, 0.9, 0.0180, 1.2),
          listing("ORCL", "ORACLE CORPORATION", TECH, 165, 9, 1.0, 0.7, 0.0140, 1.4),
          listing("CRM", "SALESFORCE, INC.", TECH, 290, 6, 1.1, 0.7, 0.0150, 1.5),
          listing("ADBE", "ADOBE INC.", TECH, 480, 3, 1.1, 0.7, 0.0150, 1.8),
          listing("INTC", "INTEL CORPORATION", TECH, 24, 65, 1.1, 0.9, 0.0200, 2.0),
          listing("CSCO", "CISCO SYSTEMS, INC.", TECH, 58, 18, 0.9, 0.5, 0.0090, 1.8),
          listing("IBM", "INTERNATIONAL BUSINESS MACHINES", TECH, 225, 4, 0.8, 0.4, 0.0100, 1.6),
          listing("NFLX", "NETFLIX, INC.", MEDIA, 750, 4, 1.2, 0.6, 0.0180, 1.6),
          listing("DIS", "THE WALT DISNEY COMPANY", MEDIA, 100, 9, 1.1, 0.6, 0.0120, 1.4),
          listing("HD", "THE HOME DEPOT, INC.", CONSUMER, 390, 3, 0.9, 0.5, 0.0130, 1.4),
          listing("LOW", "LOWE'S COMPANIES, INC.", CONSUMER, 260, 2, 0.9, 0.5, 0.0130, 1.8),
          listing("MCD", "MCDONALD'S CORPORATION", CONSUMER, 295, 3, 0.7, 0.4, 0.0080, 1.5),
          listing("NKE", "NIKE, INC.", CONSUMER, 78, 10, 1.0, 0.5, 0.0130, 1.6),
          listing("WMT", "WALMART INC.", STAPLES, 85, 16, 0.6, 0.7, 0.0080, 1.3),
          listing("COST", "COSTCO WHOLESALE", STAPLES, 900, 2, 0.8, 0.6, 0.0090, 1.6),
          listing("KO", "THE COCA-COLA COMPANY", STAPLES, 65, 14, 0.5, 0.7, 0.0070, 1.6),
          listing("PEP", "PEPSICO, INC.", STAPLES, 165, 5, 0.5, 0.7, 0.0075, 1.5),
          listing("PG", "THE PROCTER & GAMBLE COMPANY", STAPLES, 170, 6, 0.5, 0.7, 0.0070, 1.3),
          listing("JNJ", "JOHNSON & JOHNSON", HEALTH, 160, 7, 0.5, 0.6, 0.0075, 1.3),
          listing("UNH", "UNITEDHEALTH GROUP", HEALTH, 560, 3, 0.7, 0.6, 0.0120, 1.7),
          listing("PFE", "PFIZER INC.", HEALTH, 28, 32, 0.6, 0.7, 0.0100, 3.6),
          listing("MRK", "MERCK & CO., INC.", HEALTH, 105, 9, 0.5, 0.7, 0.0090, 1.5),
          listing("LLY", "ELI LILLY AND COMPANY", HEALTH, 830, 3, 0.7, 0.6, 0.0160, 1.8),
          listing("JPM", "JPMORGAN CHASE & CO.", FINANCE, 225, 9, 0.9, 0.7, 0.0130, 1.2),
          listing("BAC", "BANK OF AMERICA CORPORATION", FINANCE, 42, 35, 1.0, 0.7, 0.0140, 2.4),
          listing("WFC", "WELLS FARGO & COMPANY", FINANCE, 65, 16, 1.1, 1.0, 0.0100, 1.8),
          listing("GS", "GOLDMAN SACHS GROUP, INC.", FINANCE, 530, 2, 1.2, 0.9, 0.0100, 1.7),
          listing("V", "VISA INC.", FINANCE, 290, 6, 0.9, 0.4, 0.0085, 1.2),
          listing("MA", "MASTERCARD INCORPORATED", FINANCE, 500, 3, 0.9, 0.4, 0.0090, 1.5),
          listing("XOM", "EXXON MOBIL CORPORATION", ENERGY, 118, 15, 0.7, 1.0, 0.0125, 1.2),
          listing("CVX", "CHEVRON CORPORATION", ENERGY, 152, 8, 0.7, 1.0, 0.0125, 1.3),
          listing("CAT", "CATERPILLAR INC.", INDUSTRY, 380, 3, 1.1, 0.8, 0.0110, 1.6),
          listing("BA", "THE BOEING COMPANY", INDUSTRY, 155, 9, 1.2, 0.7, 0.0180, 1.5),
          listing("GE", "GENERAL ELECTRIC COMPANY", INDUSTRY, 175, 6, 1.1, 0.8, 0.0130, 1.5),
          listing("SPY", "SPDR S&P 500 ETF TRUST", BROAD, 580, 60, 1.0, 0.0, 0.0005, 0.2),
          listing("QQQ", "INVESCO QQQ TRUST", TECH, 495, 38, 1.1, 0.7, 0.0012, 0.3),
          listing("IWM", "ISHARES RUSSELL 2000 ETF", BROAD, 220, 27, 1.1, 0.8, 0.0040, 0.5));

  /** Disjoint pairs, so that what an analysis should find is known exactly. */
  static final List<LeadLag> LEAD_LAGS =
      List.of(
          link("AAPL", "MSFT", 1, 0.80),
          link("GOOGL", "AMZN", 1, 0.80),
          link("NVDA", "AMD", 1, 0.80),
          link("JPM", "BAC", 1, 0.80),
          link("XOM", "CVX", 1, 0.80),
          link("HD", "LOW", 2, 0.80));

  private Universe() {}

  /** A name that only recorded bars know; its price, volume and volatility come from them. */
  static Listing unknown(Symbol symbol) {
    return new Listing(symbol, symbol.value(), TECH, 100, 5_000_000, 1.0, 0.6, 0.0130, 1.5);
  }

  private static Listing listing(
      String symbol,
      String description,
      String sector,
      double price,
      int millionShares,
      double beta,
      double sectorLoading,
      double ownSigma,
      double spreadBps) {
    return new Listing(
        Symbol.of(symbol),
        description,
        sector,
        price,
        millionShares * 1_000_000L,
        beta,
        sectorLoading,
        ownSigma,
        spreadBps);
  }

  private static LeadLag link(String leader, String follower, int lag, double weight) {
    return new LeadLag(Symbol.of(leader), Symbol.of(follower), lag, weight);
  }
}
